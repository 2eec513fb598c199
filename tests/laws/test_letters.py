"""What customers read, in every language: nothing that is ours, nothing in another language, and whose money it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final, get_args

import pytest

from domain.case import events as e
from domain.case.evolve import fold, named
from domain.case.state import Case, Chosen, Finding, Offer
from domain.case.surveying.covers import left_of
from domain.case.surveying.unsettled import unsettled
from domain.events import Event
from domain.ids import step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.views.ending import called, parted, reached
from domain.views.entitlement.words import WORDS as OF_PACKS
from domain.views.explain import explain
from domain.views.letter import TOLD, said
from domain.views.phrases import PHRASES
from domain.views.telling import Telling
from domain.views.wording import in_words, money
from domain.vocabulary import CUSTOMER, LANGUAGES, CalledOff
from makegood.cli import ending, promising, remedy
from tests.laws.test_lives import live
from tests.support.letters import Played, examples, letters, sent, template, values

OURS: Final = "zq ours alone zq"
"""Stands where somebody wrote why, and not for the customer."""
TYPED: Final = ("why", "reason", "basis", "note", "summary", "evidence")
DEEDS: Final = ("done", "undone", "remedy.paid", "remedy.paid-to-another", "remedy.provided", "remedy.denied")
PASSING: Final = ("waits", "unknown")
LIVES: Final = tuple(range(0, 120, 2))


@cache
def lives(seeds: Iterable[int] = LIVES) -> tuple[Played, ...]:
    """Return generated lives, those of every fourth seed with questions that stand when they are called off."""
    played = ((seed, live(seed, judged=False, turns=seed % 4 == 0)) for seed in seeds)
    return tuple(Played(f"life {seed}", life.book, tuple(life.events)) for seed, life in played)


# --- Nothing that is ours --------------------------------------------------------------------------------------------
def ours(event: Event) -> Event:
    """Return a fact in which everything that somebody typed says OURS, but for what is documented as told."""
    more: dict[str, object] = {}
    for name in TYPED:
        kind = type(event).model_fields.get(name)
        if kind is not None and kind.annotation is str and TOLD.get(type(event)) != name:
            more[name] = OURS
    if isinstance(event, e.TaskCompleted):
        typed = {name: OURS for name, value in event.answer.items() if name in TYPED and isinstance(value, str)}
        more["answer"] = {**event.answer, **typed}
    return event.model_copy(update=more) if more else event


def told(played: Played, language: str) -> Iterator[str]:
    """Yield all that a letter could say, at each message that went out and at the end."""
    at = [(number, event.step, request) for number, event, request in sent(played.events)][-6:]
    for number, step, request in [*at, (len(played.events), "@end", {})]:
        yield "\n".join(values(played.book, played.events[:number], step, request, language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_somebody_notes_among_ourselves_is_in_no_letter(language: str) -> None:
    """No text of a `why` reaches a letter unless its field is documented as told to the customer."""
    for played in (*lives(), *examples()):
        noted = Played(played.name, played.book, tuple(map(ours, played.events)))
        assert [text for text in told(noted, language) if OURS in text] == [], played.name


def test_nobody_is_asked_what_no_letter_asked() -> None:
    """Where the customer is asked something, a letter that went out before says what, and until when."""
    asked = 0
    for played in examples():
        for number, event in enumerate(played.events):
            if not isinstance(event, e.TaskOpened) or event.purpose != "ask" or event.role != CUSTOMER:
                continue
            asked += 1
            putting = [request for _, _, request in sent(played.events[:number]) if request.get("words") == event.words]
            assert putting, (played.name, event.task)
            for request in putting:
                assert request["due"], played.name
    assert asked >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_puts_the_question(language: str) -> None:
    """It reads as whoever answers for the customer reads it at their desk."""
    found = 0
    for played in examples():
        for letter in letters(played, language):
            step = played.book.layout.steps.get(step_of(letter.step))
            if isinstance(step, p.Tell) and step.message == "please-tell-us":
                question = played.book.layout.steps[step.asks]
                assert isinstance(question, p.Ask)
                assert in_words(question.words, language) in letter.text
                assert "2026-03-05" in letter.text
                found += 1
    assert found >= 5


PAID_BY_US: Final = {"en": "We pay for it", "id": "Kami yang membayarnya", "vi": "Chúng tôi trả tiền phòng"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guest_without_a_room_reads_where_to_go(language: str) -> None:
    """The letter names the hotel that the plan came to, and where it is as far as anybody said so."""
    ways = set[str]()
    for played in examples():
        for letter in letters(played, language):
            if letter.step != "your-bed":
                continue
            facts, found = letter.case.facts, letter.case.tasks.get("find-a-bed#ask0")
            done = [step for step in ("room", "other-room") if letter.case.status(step) == "done"]
            if found is not None and found.status == "done":
                way, there = "find-a-bed", (found.answer["hotel"], found.answer["address"])
            elif done == ["room"]:
                way, there = "room", (facts["partner"], facts.get("partner_address", ""))
            else:
                assert done == ["other-room"]
                way, there = "other-room", (facts["other_partner"], facts.get("other_partner_address", ""))
            assert all(str(part) in letter.text for part in there), (played.name, way)
            assert str(there[0]) in letter.subject
            assert PAID_BY_US[language] in letter.text
            ways.add(way)
    assert ways == {"room", "other-room", "find-a-bed"}


TAXI: Final = {"en": "take a taxi", "id": "naik taksi", "vi": "đi taxi"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guest_whom_no_car_of_ours_brings_reads_that_a_taxi_is_paid(language: str) -> None:
    """Up to how much, and only they: whoever was seen off to our car reads nothing of it."""
    told_so = set[bool]()
    for played in examples():
        for letter in letters(played, language):
            if letter.step == "your-bed":
                cover = letter.case.covers.get("own-taxi")
                assert (TAXI[language] in letter.text) == (cover is not None), played.name
                assert cover is None or money(cover.up_to, language) in letter.text, played.name
                told_so.add(cover is not None)
    assert told_so == {True, False}


MEALS: Final = {"en": "meals and refreshments", "id": "makanan dan minuman", "vi": "bữa ăn và đồ uống"}
ROOM: Final = {"en": "a hotel room", "id": "kamar hotel", "vi": "phòng khách sạn"}
BUY: Final = {"en": "keep the receipts", "id": "simpan kuitansinya", "vi": "giữ hóa đơn"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_waits_reads_what_they_may_take_while_it_is_of_use(language: str) -> None:
    """What, where, and up to what amount they may buy it themselves, before anybody gave or granted anything."""
    nights, places = set[bool](), 0
    for played in examples():
        for letter in letters(played, language):
            if letter.step != "while-you-wait":
                continue
            facts, cover = letter.case.facts, letter.case.covers["bought-themselves"]
            passengers = facts["passengers"]
            assert isinstance(passengers, tuple)
            each = {"GBP": 40_00, "EUR": 45_00, "IDR": 150_000_00}[cover.up_to.currency]
            assert money(Money(cover.up_to.currency, each), language) in letter.text, played.name
            assert MEALS[language] in letter.text
            assert BUY[language] in letter.text
            assert (ROOM[language] in letter.text) == (facts.get("overnight") is True), played.name
            assert (cover.up_to.minor == each * len(passengers)) == (facts.get("overnight") is not True)
            assert str(facts.get("care_at", "")) in letter.text
            assert not letter.case.ledger, "nothing was given yet"
            nights.add(facts.get("overnight") is True)
            places += "care_at" in facts
    assert nights == {True, False}
    assert places


BY_LAW: Final = {"en": "Whatever you choose", "id": "Apa pun pilihan Anda", "vi": "Dù chọn cách nào"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_chooses_reads_which_flight_and_how_much_money(language: str) -> None:
    """And that what the law gives comes whatever they choose, where one does; silence chooses nothing for them."""
    markets = set[str]()
    for played in examples():
        for letter in letters(played, language):
            offer = played.book.layout.steps.get(letter.step)
            if not isinstance(offer, p.Offer) or offer.message != "your-flight":
                continue
            facts, passengers = letter.case.facts, letter.case.facts["passengers"]
            assert isinstance(passengers, tuple)
            assert str(facts["next_flight"]) in letter.text
            for each in passengers:
                fare = each["fare"] if isinstance(each, Mapping) else None
                assert isinstance(fare, Money)
                assert money(fare, language) in letter.text, played.name
            assert (BY_LAW[language] in letter.text) == (letter.case.market != "us"), played.name
            assert in_words(offer.choices["talk"], language) in letter.text
            assert offer.otherwise == "talk"
            markets.add(letter.case.market)
    assert markets == {"us", "gb", "de", "id", "vn"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_gives_the_way_outside_names_it(language: str) -> None:
    """Also where it is upheld: whoever reads the letter reads who else can decide, and where they are reached."""
    named, upheld = 0, set[str]()
    for played in examples():
        for letter in letters(played, language):
            step = played.book.layout.steps.get(step_of(letter.step))
            if not isinstance(step, p.Tell) or "route" not in step.gives:
                continue
            route = played.book.around.routes.to(letter.case.market, str(played.book.plan.service["name"]))
            assert route is not None, played.name
            assert called(route, language) in letter.text, played.name
            assert reached(route, language) in letter.text, played.name
            named += 1
            if step.message == "final-response":
                upheld.add(letter.case.market)
    assert named >= 5
    assert {"gb", "us"} <= upheld


def test_a_british_complaint_that_is_upheld_is_answered_in_writing_with_the_ombudsman() -> None:
    """The promises that the law makes of it are kept by the letters that ship."""
    [played] = [each for each in examples() if "in Britain the complaint is upheld" in each.name]
    promises = fold(named("ca_letter00"), played.events).promises
    kept = {name: each.by_step for name, each in promises.items() if name.startswith("pay-") and each.status == "kept"}
    assert kept == {
        "pay-gb-fca-complaints.acknowledgement": "we-look-into-it", "pay-gb-fca-complaints.payments": "final-response",
    }  # fmt: skip


RIGHT: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"": "You are right: you were charged twice. ", "processor": "The card processor", "us": "was ours"},
    "id": {"": "Anda benar: Anda tertagih dua kali. ", "processor": "pemroses kartu", "us": "pada kami"},
    "vi": {"": "Quý khách đúng: quý khách đã bị thu tiền hai lần. ", "processor": "xử lý thẻ", "us": "về chúng tôi"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_right_reads_that_they_are_and_who_caused_it(language: str) -> None:
    """Before what was given, and that before who else can decide."""
    causes = set[str]()
    for played in examples():
        for letter in letters(played, language):
            if letter.step != "final-response":
                continue
            cause = str(letter.case.tasks["was-it-twice#ask0"].answer["cause"])
            right, sentence = RIGHT[language][""], letter.text.partition(RIGHT[language][""])[2].partition("\n")[0]
            assert RIGHT[language][cause] in sentence, (played.name, letter.text)
            given = [each for each in values_given(letter.case, language) if each in letter.text]
            route = played.book.around.routes.to(letter.case.market, str(played.book.plan.service["name"]))
            assert route is not None
            order = [letter.text.index(each) for each in (right, *given[:1], called(route, language))]
            assert order == sorted(order), letter.text
            causes.add(cause)
    assert causes >= {"processor", "us"}


def values_given(case: Case, language: str) -> list[str]:
    """Return the amounts that were paid, as a letter writes them."""
    paid = [entry.amount for entry in case.ledger.values() if entry.status == "paid"]
    return [money(amount, language) for amount in paid if isinstance(amount, Money)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_only_claimed_is_not_admitted(language: str) -> None:
    """A letter that may be followed by a refusal says what we were told, never that it is so."""
    admits = {
        "en": "we know that something went wrong",
        "id": "kami tahu ada yang tidak beres",
        "vi": "chúng tôi biết đã có sự cố",
    }
    seen = 0
    for played in examples():
        if not played.name.startswith("wrong-charge: "):
            continue
        for letter in letters(played, language):
            seen += 1
            assert admits[language] not in letter.text, (played.name, letter.step, letter.text)
    assert seen > 10


IDLE: Final = ("done.plain", "step.plain", "escalated", "taken-up", "promise", "late", "refused")
"""Sentences that tell a customer nothing, or that nobody says to them; the last two only of some steps."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_has_no_line_that_tells_nothing(language: str) -> None:
    """No step without words, nobody called in, no question that they could leave, no letter that did not go out."""
    lines = {name: PHRASES[name][language].partition("{at}: ")[2].partition("{")[0].strip(" .") for name in IDLE[:4]}
    lines["step.plain"] = PHRASES["step.plain"][language]
    for played in (*lives(), *examples()):
        steps = [step for step in played.book.layout.steps.values() if hasattr(step, "words")]
        ours = {in_words(x.words, language) for x in steps if not isinstance(x, p.Ask) or x.role != CUSTOMER}
        asked = [words for x in steps if (words := in_words(x.words, language)) not in ours]
        late = [PHRASES["late"][language].format(at="", what=words).strip(": ") for words in asked]
        unsent = [
            PHRASES["refused"][language].format(at="", what=PHRASES[f"told.{name}"][language], why="").strip(": ")
            for name in ("apology", "explanation", "decision", "route")
        ]
        for text in told(played, language):
            assert [x for x in (*lines.values(), *late, *unsent) if x and x in text] == [], (played.name, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_that_makes_promises_makes_them(language: str) -> None:
    """What still runs is told as what we will do, not as what we once promised."""
    will, promised = (PHRASES[name][language].partition("{")[0] for name in ("promise.ahead", "promise"))
    seen = 0
    for played in examples():
        for letter in letters(played, language):
            if letter.step in {"apology", "we-look-into-it"}:
                seen += will in letter.text
                assert promised not in letter.text, letter.text
    assert seen > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_was_refused_is_asked_how_they_were_treated_and_nothing_else(language: str) -> None:
    """Neither whether no was fair, nor that silence settles it: the time to turn to somebody else runs longer."""
    fair = {"en": "is what you got fair", "id": "apakah itu adil", "vi": "có thỏa đáng không"}
    settles = {"en": "we take it that", "id": "kami menganggap", "vi": "chúng tôi xem như"}
    asked = {True: 0, False: 0}
    for played in examples():
        for letter in letters(played, language):
            if not letter.step.startswith("@follow-up"):
                continue
            no = letter.case.finding is not None and letter.case.finding.finding in {"not upheld", "not ours"}
            asked[no] += 1
            if no:
                assert fair[language] not in letter.text, played.name
                assert settles[language] not in letter.text, played.name
    assert all(asked.values()), asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_that_is_not_paid_shows_ways_on(language: str) -> None:
    """What is left of the cover and until when, as long as it is open; and always who else can decide."""
    seen, left = 0, 0
    for played in (*lives(), *examples()):
        for number, event, request in sent(played.events):
            if not event.step.startswith("@receipt"):
                continue
            before = played.events[:number]
            says, case = values(played.book, before, event.step, request, language), fold(named("ca_letter00"), before)
            for path, cover in case.covers.items():
                rest = left_of(case, path, cover)
                if len(case.covers) == 1 and not cover.ended and not case.winding_up and rest.minor:
                    assert money(rest, language) in says["receipts"], (played.name, says["receipts"])
                    left += 1
            seen += 1
    assert seen >= left > 0
    for part in ("route", "receipts"):
        assert f"{{{{ {part} }}}}" in template("your-receipt").text[language]


COMMANDS: Final[Mapping[type[Event], object]] = {
    e.FindingMade: ending.finding, e.PromiseReplaced: promising.new_time, e.NewTimeSet: promising.new_time,
    e.RemedyDenied: remedy.deny, e.RemedyReversed: remedy.reverse, e.ClockStopped: promising.stop_clock,
}  # fmt: skip


def test_whoever_writes_what_is_told_knows_that_it_is() -> None:
    """Of each fact whose words are told, the command that makes it says so at the field."""
    assert COMMANDS.keys() == TOLD.keys()
    for command in COMMANDS.values():
        about_why = str(command.__doc__).partition("why:")[2].split("\n            ")[0].splitlines()[0]
        assert re.search("the customer is told|they are told", about_why), command
    assert "the customer is never told" in str(ending.close.__doc__)


# --- Nothing in another language -------------------------------------------------------------------------------------
def pieces(phrases: Mapping[str, Mapping[str, str]], language: str) -> set[str]:
    """Return what stands between the values of sentences, where that is words: two of them, or more."""
    found = {piece.strip(" .,:;()“”\n") for each in phrases.values() for piece in re.split(r"\{\w+\}", each[language])}
    return {piece for piece in found if len(piece.split()) > 1}


ENGLISH: Final = {
    language: (pieces(PHRASES, "en") | pieces(OF_PACKS, "en")) - pieces(PHRASES, language) - pieces(OF_PACKS, language)
    for language in LANGUAGES
}


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_sentence_of_ours_is_english_where_another_language_is_read(language: str) -> None:
    """No piece of the English catalogue stands in a letter in another language, whatever happened in a case."""
    for played in lives():
        for text in told(played, language):
            assert [piece for piece in ENGLISH[language] if re.search(rf"\b{re.escape(piece)}\b", text)] == [], text


ROUTES: Final = examples()[0].book.around.routes
FUNCTION: Final = re.compile(r"\b(the|of|and|is|was|were|are|to|by|with|your|our|we|you|for|from|as|not|that|this)\b")
"""Words that no sentence of English does without, and that neither Indonesian nor Vietnamese has."""


def names_of(case: Case) -> Iterator[str]:
    """Yield what is told as it is written, whatever the language: names of laws, and what the failure is about."""
    for found in case.entitled.values():
        yield from (text for gift in found.gifts for text in (gift.clause, gift.source))
        yield from (text for each in found.refused for text in (each.clause, each.source))
    routes = (route for there in ROUTES.markets.values() for route in there.values())
    yield from (words["en"] for each in routes for words in (each.called, each.address) if len(words) == 1)
    yield from (value for value in case.facts.values() if isinstance(value, str))


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_what_ships_tells_nothing_in_english_to_those_who_read_another_language(language: str) -> None:
    """Not a word of it in any letter of any example, but for the names of laws and what somebody typed for them."""
    for played in examples():
        typed = {str(getattr(x, TOLD[type(x)])) for x in played.events if type(x) in TOLD}
        typed |= {str(x.answer["gave"]) for x in played.events if isinstance(x, e.TaskCompleted) and "gave" in x.answer}
        for letter in letters(played, language):
            text = letter.text
            for name in sorted({*names_of(letter.case), *typed} - {""}, key=len, reverse=True):
                text = text.replace(name.rstrip("."), "§")
            assert FUNCTION.findall(text) == [], (played.name, letter.step, text)


def test_those_who_take_a_matter_on_have_words_in_every_language() -> None:
    """No role of a partner is told as a name: the routes of the house say what they are called."""
    asked = {
        step.refers for played in examples() for step in played.book.layout.steps.values()
        if isinstance(step, p.Ask) and step.refers
    }  # fmt: skip
    assert {role: {*ROUTES.bodies[role]} for role in asked} == {role: {*LANGUAGES} for role in asked}
    assert asked


# --- What we did -----------------------------------------------------------------------------------------------------
def beginning(name: str, language: str) -> str:
    """Return how a sentence with an instant goes on, up to what it is about."""
    return PHRASES[name][language].partition("{at}: ")[2].partition("{")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_that_explains_tells_what_was_done(language: str) -> None:
    """What systems did and what colleagues did, in words of the plan; never how long we waited, or did not know."""
    deeds, passing = ([beginning(name, language) for name in names] for names in (DEEDS, PASSING))
    people, seen = 0, 0
    for played in examples():
        for letter in letters(played, language):
            if not letter.step.startswith("what-we-did"):
                continue
            seen += 1
            assert any(deed in letter.text for deed in deeds), (played.name, letter.text)
            assert not any(words in letter.text for words in passing), (played.name, letter.text)
            for task in letter.case.tasks.values():
                step = played.book.layout.steps.get(step_of(task.step))
                if isinstance(step, p.Ask) and step.says and task.status == "done":
                    people += 1
                    assert in_words(step.says, language) in letter.text, (played.name, task.step)
    assert seen > 20
    assert people > 10


# --- Whose money it is -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_whose_money_it_is(language: str) -> None:
    """What is for others of a booking is told with their names, and never as what the reader gets."""
    mine = {
        PHRASES[name][language].format(at="", remedy="").strip(" :.") for name in ("remedy.proposed", "remedy.paid")
    }
    seen = 0
    for played in examples():
        for letter in letters(played, language):
            others = {x.payee.id for x in letter.case.ledger.values() if x.payee.id != letter.case.customer.id}
            for line in letter.text.splitlines():
                named = [other for other in others if other in line]
                seen += bool(named)
                assert not named or not any(words in line for words in mine), line
            story = letter.step.startswith("what-we-did")
            assert not story or all(other in letter.text for other in others), (played.name, letter.text)
    assert seen > 20


# --- What is no money, and what was written for them -----------------------------------------------------------------
def test_care_is_given_as_its_pack_calls_it_and_never_paid() -> None:
    """In every letter with care in it the things are named in the reader's words, and no line says that it was paid."""
    words = {"en": ("meals and refreshments", "you got care"), "vi": ("bữa ăn và đồ uống", "đã nhận chăm sóc")}
    for language, (things, paid) in words.items():
        found = [x.text for played in examples() for x in letters(played, language) if "in Britain who" in played.name]
        assert any(things in text for text in found)
        assert not any(paid in text for text in found)


def test_no_letter_tells_a_law_of_another_market() -> None:
    """A promise that is the law in one market is our own word in the others, and is told without it."""
    told: dict[str, str] = {}
    for played in examples():
        for each in letters(played, "en"):
            told[each.case.market] = told.get(each.case.market, "") + each.text
            foreign = [
                law for terms in played.book.plan.promises.values() if not isinstance(terms.source, str)
                for market, law in terms.source.items() if market != each.case.market
            ]  # fmt: skip
            assert not [law for law in foreign if law in each.text], (played.name, each.text)
    assert "12 CFR" in told["us"]
    assert "CFR" not in told["gb"]


# --- Called off ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_about_a_case_that_is_called_off_says_what_that_means(language: str) -> None:
    """Why, all that was to be given and is not, all that was given; no other letter speaks of an end."""
    seen, lost, with_it = 0, 0, 0
    for played in (*lives(range(0, 400, 4)), *examples()):
        for number, event, request in sent(played.events):
            before = played.events[:number]
            told, case = values(played.book, before, event.step, request, language), fold(named("ca_letter00"), before)
            if not event.step.startswith("@cancelled"):
                assert not told["ending"] or case.winding_up, played.name
                continue
            seen += 1
            assert told["ending"], played.name
            gone = [x for x in case.ledger.values() if x.status in {"proposed", "approved", "denied", "reversed"}]
            again = {x.step for x in case.ledger.values() if x.status == "paid"}
            for entry in (x for x in gone if x.step not in again):
                kind = played.book.around.remedies.kind(entry.kind).words.get(language) or entry.kind
                assert kind.replace("-", " ") in told["not_given"] or entry.kind in {"refund", "voucher"}, played.name
                lost += 1
                assert told["not_given"]
            assert told["remedies"] or not any(x.status == "paid" for x in case.ledger.values())
            covered = [path for path, x in case.covers.items() if x.called_off and left_of(case, path, x).minor]
            by_law = unsettled(case, played.book.layout) if case.winding_up == "cancelled" else ()
            parts = [*covered, *(path for path in by_law if not any(path in x.entitled for x in gone))]
            with_it += len(parts)
            assert len(told["not_given"].splitlines()) >= len(parts), played.name
    assert seen > 4
    assert lost > 0
    assert with_it > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("because", get_args(CalledOff))
def test_why_a_case_is_called_off_is_told_in_words(because: CalledOff, language: str) -> None:
    """Each reason has words of its own in each language; journals of earlier releases found that nothing had failed."""
    finding = Finding("not upheld", "the meter reads right", examples()[0].events[0].at)
    case = Case(id="ca_letter00", winding_up="cancelled", because=because, finding=finding)
    told = parted(Telling(case, examples()[0].book, (), language))["ending"]
    assert PHRASES[f"called-off.{because or 'no-failure'}"][language] in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", ["", *get_args(e.Found)])
def test_that_it_was_looked_into_is_told_where_it_was(found: str, language: str) -> None:
    """Who called it off without a finding, or against one, sees no failure; nobody says that they looked for it."""
    finding = Finding(found, "w", examples()[0].events[0].at) if found else None  # type: ignore[arg-type] # one of them
    case = Case(id="ca_letter00", winding_up="cancelled", because="no-failure", finding=finding)
    told = parted(Telling(case, examples()[0].book, (), language))["ending"]
    looked = PHRASES["called-off.no-failure"][language] in told
    assert looked == (found in {"not upheld", "not ours", "cannot tell"})
    assert looked != (PHRASES["called-off.no-failure.not-looked-into"][language] in told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", ["", *get_args(e.Found)])
def test_its_closing_says_no_more_than_its_letter(found: str, language: str) -> None:
    """Who reads how it came about reads that it was looked into where it was, and nowhere else."""
    at, played = examples()[0].events[0].at, examples()[0]
    finding = e.FindingMade(at=at, finding=found, why="w", by="sam") if found else None  # type: ignore[arg-type] # one of them
    facts = [*([finding] if finding else []), e.CaseClosed(at=at, outcome="no failure found", evidence={})]
    case = Case(id="ca_letter00", phase="closed", winding_up="cancelled", because="no-failure")
    told = explain(Telling(case, played.book, facts, language))[-1]
    assert (PHRASES["called-off.no-failure"][language] in told) == (found in {"not upheld", "not ours", "cannot tell"})


@pytest.mark.parametrize(("how", "told"), [("chosen", "A call"), ("lapsed", ""), ("called off", "")])
def test_what_holds_because_no_answer_came_is_no_choice_of_theirs(how: str, told: str) -> None:
    """A letter that says what they had chosen says so of nothing else."""
    at = examples()[0].events[0].at
    offer = Offer({"talk": {"en": "A call"}}, "talk", at, at, chosen="talk", how=how)  # type: ignore[arg-type] # one of them
    case = Case(id="ca_letter00", offers={"way": offer})
    assert said(Telling(case, examples()[0].book, (), "en"), {}, "way")["chosen"] == told


def test_who_is_told_that_a_case_goes_on_in_another_one_is_told_in_which() -> None:
    """By the number that the customer knows it by."""
    into = Chosen("merged", "the same parcel", "sari", "ca_abcdefgh1234")
    told = parted(Telling(Case(id="ca_letter00", winding_up="ended", ending=into), examples()[0].book, (), "en"))
    assert "in your case ABCDEFGH" in told["ending"]
    assert "the same parcel" not in told["ending"]
