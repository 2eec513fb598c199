"""Messages: templates that can do little, letters in the customer's language, and words that end in the vault."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.connectors.outbox import Outbox
from activities.journal.memory import MemoryJournal
from activities.ports import Call
from activities.templates import facts_read, render, wrong
from activities.vault import Sealer, Vault, commitment, pseudonym
from domain.case import commands as c
from domain.clock.duration import Duration
from domain.errors import UsageError
from domain.intake.rows import PersonTold
from domain.money import Money
from domain.playbook.message import compile_message
from domain.playbook.plan import FactType
from domain.playbook.template import NAMES, read_template
from domain.record import GENESIS, Head, Stamp, seal
from domain.values import Person, Sealed, Value
from domain.views.wording import brief, span
from domain.vocabulary import LANGUAGES
from tests.support.folders import FOLDERS
from tests.support.plans import START
from tests.support.rights import mode, umask_of_nobody

SECRET = b"s" * 32


def test_no_letter_says_that_a_case_waits_for_agreement() -> None:
    """Silence may close a case, and a case without a question afterwards closes by itself: no letter says otherwise."""
    waits = ("until you agree", "sampai Anda setuju", "cho đến khi quý khách đồng ý")
    for file in sorted(FOLDERS.messages.glob("*.yaml")):
        letter, _ = compile_message(file.read_bytes(), file.name)
        assert letter is not None
        assert not [words for words in waits if any(words in text for text in letter.text.values())], file.name


def test_no_letter_that_asks_something_says_that_nothing_is_to_be_done() -> None:
    """What a letter puts to the customer stands in it, and nothing beside it says that they need not do anything."""
    nothing = ("need not do anything now", "Saat ini Anda tidak perlu melakukan", "Lúc này quý khách không cần làm")
    asking = 0
    for file in sorted(FOLDERS.messages.glob("*.yaml")):
        letter, _ = compile_message(file.read_bytes(), file.name)
        assert letter is not None
        facts = {name: "" for text in letter.text.values() for name in facts_read(text)}
        for language, text in letter.text.items():
            texts = dict.fromkeys(NAMES, "") | {"failure": facts}
            asked = render(text, {**texts, "question": "THE QUESTION", "choices": "THE CHOICES"})
            puts = "THE QUESTION" in asked or "THE CHOICES" in asked
            asking += puts
            assert not (puts and any(words in asked for words in nothing)), (file.name, language)
            assert puts or not any(words in text for words in nothing), (file.name, language)
    assert asking > len(LANGUAGES)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ nobody }}", "no placeholder “nobody”"),
        ("{% for x in story %}{% endfor %}", "cannot do this (for)"),
        ("{{ story.__class__ }}", "cannot do this"),
        ("{{ failure['x'] }}", "cannot do this"),
        ("{{ story|upper }}", "cannot do this (filter)"),
        ("{{ 2 ** 99 }}", "cannot do this"),
        ("{{ customer() }}", "cannot do this (call)"),
        ("{% if story == case %}x{% endif %}", "cannot do this (compare)"),
        ("{{ failure }}", "failure is not a text"),
        ("{{ unfinished", "cannot be read"),
        ("{% set a = 1 %}", "cannot do this"),
        ("x" * 20_001, "at most 20,000"),
    ],
)
def test_a_template_can_only_name_and_choose(source: str, said: str) -> None:
    """Whatever is more than a placeholder or an `if` is refused, and never rendered."""
    assert any(said in what for _, what, _ in wrong(source))
    with pytest.raises(UsageError):
        render(source, {"story": "s", "case": "c", "customer": "a", "failure": {}})


def test_a_template_is_filled() -> None:
    """Placeholders, facts and `if` work; a name that has no value is an error, not an empty place."""
    source = "{% if not story %}none{% else %}{{ story }}, {{ failure.delay }}{% endif %}"
    assert wrong(source) == []
    assert facts_read(source) == {"delay"}
    assert render(source, {"story": "once", "failure": {"delay": "3 hours"}}) == "once, 3 hours"
    with pytest.raises(UsageError, match="cannot be written"):
        render("{{ failure.delay }}", {"failure": {}})


@pytest.mark.parametrize(
    ("source", "column", "what", "remedy"),
    [
        ("Dear {{ custmer }},", 9, "There is no placeholder “custmer”.", "Did you mean “customer”?"),
        ("Late by {{ delay }}", 12, "There is no placeholder “delay”.", "a fact is written {{ failure.delay }}."),
        ("{{ failure }}", 4, "failure is not a text.", "{{ failure.delay }}"),
        ("{{ failure.Delay }}", 4, "“Delay” is no name of a fact.", "Use a-z, 0-9 and _."),
        ("{{ story.length }}", 4, "“story” is a text and has no parts.", "Write {{ story }}."),
        ("{{ customer", 1, "“{{” opens here, and no “}}” closes it.", "Write }} behind it."),
        ("{{ customer }\nx }}", 1, "“{{” opens here, and no “}}” closes it in this line.", "Write }} behind it."),
        ("{{ story | upper }}", 4, "A template names one thing here; “story | upper” is more.", "{% if name %}"),
        ("{{ }}", 1, "A name is missing here.", "Use {{ name }}"),
        ("{% if story %}x", 1, "This “if” has no end.", "Write {% endif %} where it ends."),
        ("{% if story %}x{% endfi %}", 19, "A template knows no “endfi”.", "Did you mean “endif”?"),
        ("x{% endif %}", 5, "No “if” stands before this “endif”.", "Write {% if name %} before it."),
        ("{% if story %}{% else %}{% else %}{% endif %}", 28, "This “else” comes behind an “else”.", "one else"),
        ("{% for x in story %}", 4, "A template knows no “for”.", "{% if name %}"),
        ("{% if %}x{% endif %}", 1, "A name is missing here.", "{% if name %}"),
        ("{# a remark", 1, "“{#” opens here, and no “#}” closes it.", "Write #} behind it."),
    ],
)
def test_a_flaw_of_a_template_is_told_at_its_character(source: str, column: int, what: str, remedy: str) -> None:
    """One thing is wrong, and place, words and remedy are those of that thing."""
    (flaw,) = read_template(source).flaws
    assert (flaw.offset + 1, flaw.what) == (column, what)
    assert remedy in flaw.remedy


_PIECES = st.sampled_from([
    "{{ story }}", "{{- case -}}", "{{ failure.delay }}", "{% if not chosen %}", "{% if failure.delay %}",
    "{% elif case %}", "{% else %}", "{% endif %}", "{# x #}", "{", "}", "%", "#", "}}", "%}", "{%", "{{", "\n", " a ",
    "'", "{% if not not story %}", "{{failure . delay}}", "{{ x }}", "-", "raw", "{% raw %}",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_what_is_legal_can_be_written(source: str) -> None:
    """Whatever is found legal, Jinja2 finds harmless and writes, and it names the same facts."""
    found = read_template(source)
    assert all(0 <= flaw.offset <= len(source) for flaw in found.flaws)
    if not found.flaws:
        assert wrong(source) == []
        assert facts_read(source) == {fact for _, fact in found.facts}
        render(source, {**dict.fromkeys(NAMES, "x"), "failure": {"delay": "y"}})


def test_findings_about_a_message_have_their_place() -> None:
    """A template is checked where it stands, with the line inside its block."""
    text = "message: m\nsubject: {en: '{{ nobody }}'}\ntext:\n  en: |\n    Dear,\n    {{ noone }}\n  id: hai\n"
    message, findings = compile_message(text, "m.yaml")
    assert message is None
    assert [(f.line, f.column, f.rule) for f in findings] == [
        (1, 1, "missing-language"), (2, 19, "template"), (6, 8, "template")
    ]  # fmt: skip


async def test_personal_data_lies_in_the_vault() -> None:
    """Facts keep references and commitments; the vault gives the people and private texts back for a request."""
    sealer = Sealer("case/ca_1", SECRET)
    types = {"note": FactType(type="text", private=True), "who": FactType(type="person")}
    person = PersonTold("k1", "Rosa Díaz", "rosa@example.org", "id")
    facts = sealer.facts({"note": "diabetes", "who": person, "n": 3, "list": [{"p": person}]}, types, "desk")
    assert "Rosa" not in str(facts)
    assert "diabetes" not in str(facts)
    assert isinstance(facts["who"], Person)
    assert facts["who"].id == pseudonym(SECRET, "desk", "k1") != pseudonym(SECRET, "other", "k1")
    assert isinstance(facts["note"], Sealed)
    row = next(row for row in sealer.rows if row.ref == facts["note"].ref)
    assert commitment(row.salt, row.plaintext) == facts["note"].commitment
    journal = MemoryJournal()
    await _append(journal, sealer)
    told = await Vault(journal).unseal(facts)
    assert told["note"] == "diabetes"
    assert told["who"] == {"id": facts["who"].id, "name": "Rosa Díaz", "address": "rosa@example.org", "language": "id"}
    assert (await Vault(journal).person(Person("cu_x", "v_gone"))).name == ""


async def _append(journal: MemoryJournal, sealer: Sealer) -> None:
    from activities.ports import Batch, StreamAppend  # noqa: PLC0415 — only here
    from domain.house.events import RoleGranted  # noqa: PLC0415 — any event will do

    event = RoleGranted(at=START, person="a", role="desk", by="b")
    sealed = seal("case/ca_1", Head(0, GENESIS), [event], Stamp("c", "a", (), START, "ev_1"))
    await journal.append(Batch((StreamAppend("case/ca_1", Head(), sealed, vault=tuple(sealer.rows)),)))


def letter(**parts: Value) -> Call:
    """Return a call to the outbox."""
    request = {"to": "a@example.org", "name": "Ann", "subject": "S", "text": "Hello", **parts}
    return Call("ca_1", "apology[a/b]", "tell", "outbox", "ca_1/apology/1", 1, request, 1_000)


def _all(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


async def test_the_outbox_writes_a_letter_once(tmp_path: Path) -> None:
    """The same key is the same file; a name cannot add a header; without an address nobody can be reached."""
    box = Outbox(tmp_path)
    first = await box.perform(letter(name="Ann\nBcc: all@example.org"))
    assert isinstance(first, c.Applied)
    assert await box.perform(letter(text="other words")) == first
    files = [path for path in _all(tmp_path) if path.is_file()]
    assert len(files) == 1
    assert files[0].read_text().splitlines()[:3] == ["To: Ann Bcc: all@example.org <a@example.org>", "Subject: S", ""]
    assert "Hello" in files[0].read_text()
    assert await box.perform(letter(to="")) == c.NotApplied(why="no_address", refused=True)


async def test_a_letter_is_its_owners_alone(tmp_path: Path) -> None:
    """A letter holds a name and an address; nobody else of the machine reads it, whatever the umask is."""
    with umask_of_nobody():
        written = await Outbox(tmp_path).perform(letter())
    assert isinstance(written, c.Applied)
    assert mode(tmp_path / "ca_1" / str(written.receipt["file"])) == 0o600


async def test_an_outbox_that_cannot_be_written_is_unknown(tmp_path: Path) -> None:
    """A full or forbidden folder proves nothing about the letter."""
    (tmp_path / "ca_1").write_text("in the way")
    assert isinstance(await Outbox(tmp_path).perform(letter()), c.Unknown)


def test_values_are_put_into_words() -> None:
    """Spans are told in the reader's language; facts for experts are short."""
    assert span(Duration(21_180_000), "en") == "5 hours 53 minutes"
    assert span(Duration(3_600_000), "id") == "1 jam"
    assert span(Duration(0), "vi") == "0 phút"
    assert brief({"a": Money("USD", 500), "b": (), "c": START + timedelta(hours=1)}).startswith(
        "{a: USD 5.00, b: , c: 20"
    )
    assert brief({"en": "Do it", "id": "Kerjakan"}) == "“Do it”"
