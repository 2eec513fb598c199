"""Laws of what is told: how much of a text is shown, which words are guessed, and which neighbours are told apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import pytest

from domain.expression import ExpressionError, Names, check, parse
from domain.expression.errors import guess, guess_or_list
from domain.expression.printing import printed
from domain.expression.tree import Reference
from domain.expression.types import TEXT, FieldOf
from domain.playbook.compiler import compile_playbook
from domain.playbook.contract import Contract
from domain.playbook.facts import PLAIN
from domain.playbook.findings import LONGEST_LINE, MOST_GUESSES, At, Finding, Report, cut, quoted
from tests.unit.test_playbook_samples import REGISTRY, SURROUNDINGS, compiled, playbook


# --- How much is shown -----------------------------------------------------------------------------------------------
def test_a_text_is_shown_up_to_sixty_signs() -> None:
    """A longer one is cut there, and one can see that it was."""
    assert (cut("x" * 60), cut("x" * 61)) == ("x" * 60, "x" * 60 + "…")
    assert quoted("x") == "“x”"


@pytest.mark.parametrize("length", [2, 61, 119, 120, 121, 122, 200, 600, LONGEST_LINE])
def test_a_line_is_shown_round_its_place(length: int) -> None:
    """Wherever a finding stands, at most 120 signs are shown, and the caret stands below its own."""
    for column in {1, 2, length // 2 + 1, length - 1, length} - {0}:
        line = "a" * (column - 1) + "X" + "b" * (length - column)
        report = Report("f", line)
        report.add("not-yet", At(1, column), "m")
        shown, caret = str(report.findings[0]).split("\n")[1:3]
        assert shown[caret.index("^")] == "X", column
        assert len(shown) <= 2 + 120
        assert len(shown) == 2 + min(length, 120) or column > 61


def test_a_line_that_is_too_long_is_not_kept() -> None:
    """Of a line of more than a thousand signs, as of one that is not there, nothing is shown."""
    for text, line, kept in (("x" * LONGEST_LINE, 1, True), ("x" * (LONGEST_LINE + 1), 1, False), ("x", 2, False)):
        report = Report("f", text)
        report.add("not-yet", At(line, 1), "m")
        assert bool(report.findings[0].source) is kept
    assert Finding("f", 1, 1, "not-yet", "m", "r").as_json()["remedy"] == "r"


def test_words_are_guessed_while_there_are_few_findings() -> None:
    """A hundred findings are looked through for what was meant."""
    report = Report("f", "x")
    for number in range(MOST_GUESSES):
        assert report.meant("refnd", ["refund"]) == "Did you mean “refund”?"
        report.add("not-yet", At(1, 1), f"m{number}")
    assert report.meant("refnd", ["refund"]) == ""


def test_long_words_are_not_guessed() -> None:
    """A word of forty signs is, one of forty-one is not; a word in other capitals is meant before all others."""
    assert guess("x" * 39 + "y", ["x" * 40])
    assert guess("x" * 40 + "y", ["x" * 41]) == ""
    assert guess("REFUND", ["refunds", "refund"]) == "Did you mean “refund”?"
    assert guess("refund", ["zebra"]) == guess("refund", []) == ""


@pytest.mark.parametrize("count", [0, 1, 11, 12, 13])
def test_what_there_is_is_listed_up_to_twelve(count: int) -> None:
    """Where nothing is near, what there is is told in order, and how much more there is."""
    names = [f"{letter}{letter}{letter}" for letter in "mlkjihgfedcba"[:count]]
    listed = ", ".join(sorted(names)[:12]) + (" and 1 more" if count == 13 else "")
    assert guess_or_list("wort", names) == (f"There are: {listed}." if count else "There are none.")
    choices = ", ".join(f"{name}: {{en: A, id: B}}" for name in names)
    if count:
        text = playbook(steps=f"[{{offer: csat, choices: {{{choices}}}, reply_within: 2h, otherwise: wort}}]")
        assert [f.remedy for f in compiled(text)[1] if f.rule == "unknown-choice"] == [f"There are: {listed}."]


def test_a_step_that_is_asked_is_guessed_among_those_that_answer() -> None:
    """Of the steps there are, those are listed that have what is asked for."""
    asked = {Reference("answer", "call"): FieldOf(TEXT), Reference("result", "pay"): FieldOf(TEXT)}
    for source, listed in (('answer("zzzzz")', "call"), ('result("zzzzz")', "pay")):
        (error,) = check(parse(source), Names({}, asked)).errors
        assert error.remedy == f"There are: {listed}."


def test_a_name_of_other_letters_is_shown_up_to_twenty_signs() -> None:
    """What is no name is told with its beginning, whatever stands before and behind it."""
    for length, shape in product((19, 20, 21, 40), ("{}", "{} == 1", "a == {}", "a == {} or b")):
        with pytest.raises(ExpressionError) as refused:
            parse(shape.format("ж" * length))
        assert refused.value.what == f"“{'ж' * min(length, 20)}” is no name."


@pytest.mark.parametrize("number", [-2, -1, 0, 1])
@pytest.mark.parametrize("shape", ["({})[0]", "({}).a", "({}).size()", "-({})", "1 - ({})", "({}) * 2"])
def test_numbers_below_nothing_are_printed_so_that_they_are_read(number: int, shape: str) -> None:
    """Whatever is asked of a number, its sign stays with it."""
    tree = parse(shape.format(number)).tree
    assert parse(printed(tree)).tree == tree


# --- Neighbours ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "legal"),
    [("d7ff", True), ("d800", False), ("dfff", False), ("e000", True), ("0000", True), ("ffff", True),
     ("0010ffff", True), ("00110000", False), ("ffffffff", False)],
)  # fmt: skip
def test_halves_of_characters_and_codes_beyond_are_none(code: str, legal: bool) -> None:
    """Every code point of Unicode can be written, but for halves of pairs."""
    source = f'"\\{"u" if len(code) == 4 else "U"}{code}"'
    if legal:
        assert repr(parse(source).tree).count(repr(chr(int(code, 16)))) == 1
        return
    with pytest.raises(ExpressionError):
        parse(source)


@pytest.mark.parametrize(
    ("text", "legal"),
    [("failure.flight", False), ("failure.flight.number", False), ("case.id", False), ('"failure.flight"', True),
     ("'failure.flight'", True), ("failure", True), ("flight.failure", True), ("failure. flight", True),
     ("failure.flight!", True), ("=failure.flight", True), ("Jakarta.", True)],
)  # fmt: skip
def test_data_without_its_mark_is_told(text: str, legal: bool) -> None:
    """A bare path from something that is known is refused; in quotes, or as a sentence, a text is a text."""
    found = compiled(playbook(steps=f"[{{do: seats.hold, with: {{flight: {text}}}}}]"))[1]
    assert [finding.rule for finding in found] == ([] if legal else ["expression"])


@pytest.mark.parametrize("kind", PLAIN)
def test_texts_alone_are_private(kind: str) -> None:
    """Whatever a field is, it may be optional; only a text may be private; both ways of writing it say the same."""
    for mark, legal in (("optional", True), ("private", kind == "text"), ("optional private", kind == "text")):
        marks = ", ".join(f"{each}: true" for each in mark.split())
        for written in (f"{kind} {mark}", f"{{type: {kind}, {marks}}}"):
            plan, found = compiled(playbook(facts=f"{{x: {written}, flag: yes_no}}"))
            assert [finding.rule for finding in found] == ([] if legal else ["wrong-type"]), written
            assert plan is None or [plan.facts["x"].optional, plan.facts["x"].private] == [
                each in mark for each in ("optional", "private")
            ]


RESULTS = {"shop.credit": {"reference"}, "a.pay": {"reference", "code"}, "b.pay": {"code"}, "c.pay": set[str]()}


@pytest.mark.parametrize("ways", [*permutations(RESULTS, 1), *permutations(RESULTS, 2), *permutations(RESULTS, 3)])
def test_a_receipt_holds_what_every_way_of_paying_gives(ways: tuple[str, ...]) -> None:
    """A field of the receipt is known exactly where all ways that may pay report it."""
    inputs = {"payee": "person", "amount": "money"}
    own = {
        name: Contract.model_validate(
            {
                "name": name,
                "capability": "keyed",
                "pays": True,
                "inputs": inputs,
                "result": dict.fromkeys(result, "text"),
            }
        )
        for name, result in RESULTS.items()
    }
    around = replace(SURROUNDINGS, connectors={**REGISTRY, **own})
    for field in ("reference", "code"):
        told = f'{{tell: apology, when: \'result("credit").{field} == "x"\'}}'
        text = playbook(steps=f"[{{remedy: credit, amount: 5 USD, pay: [{', '.join(ways)}]}}, {told}]")
        rules = [finding.rule for finding in compile_playbook(text, "f", around)[1]]
        assert rules == ([] if all(field in RESULTS[way] for way in ways) else ["expression"]), field


# --- What an undo needs ----------------------------------------------------------------------------------------------
TYPES = ("text", "text optional", "integer")


def _legal_undo(wanted: str, inputs: str | None, result: str | None, *, given: bool) -> bool:
    """Say from the rule itself whether an undo gets what it wants."""
    supplied = result if result is not None else inputs if given else None
    if supplied is None:
        return wanted.endswith("optional")
    return supplied.split()[0] == wanted.split(maxsplit=1)[0] and (
        wanted.endswith("optional") or not supplied.endswith("optional")
    )


@pytest.mark.parametrize("wanted", TYPES)
def test_an_undo_gets_what_its_step_was_given_or_gave(wanted: str) -> None:
    """An input of an undo comes from the result of the step, else from what it is given; it fits and is certain."""
    for inputs, result, given in product((None, *TYPES), (None, *TYPES), (True, False)):
        if (given and inputs is None) or (not given and inputs in {"text", "integer"}):
            continue
        step = Contract.model_validate({
            "name": "a.do", "capability": "keyed", "inputs": {"x": inputs} if inputs else {},
            "result": {"x": result} if result else {},
        })  # fmt: skip
        undo = Contract.model_validate(
            {"name": "a.undo", "capability": "keyed", "undoes": True, "inputs": {"x": wanted}}
        )
        around = replace(SURROUNDINGS, connectors={**REGISTRY, "a.do": step, "a.undo": undo})
        value = "7" if inputs == "integer" else "seven"
        written = f", with: {{x: {value}}}" if given else ""
        text = playbook(steps=f"[{{do: a.do{written}, undo: a.undo}}, {{tell: apology}}]")
        rules = [finding.rule for finding in compile_playbook(text, "f", around)[1]]
        legal = _legal_undo(wanted, inputs, result, given=given)
        assert rules == ([] if legal else ["undo-connector"]), (inputs, result, given)
