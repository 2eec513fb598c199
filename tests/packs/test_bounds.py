"""Every bound in packs, in facts and in what is written in digits, to the last unit; and what is said behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from domain.clock.duration import LONGEST_MS, Duration
from domain.clock.span import Months, parse_period
from domain.entitlement import facts as f
from domain.entitlement import quantities as q
from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer
from domain.entitlement.facts import FactsRefused, check, facts_from
from domain.entitlement.model import AnyWithin, Pack
from domain.errors import UsageError
from domain.model import Model
from domain.money import Money
from domain.playbook.load import load
from domain.playbook.reader import Reader
from domain.values import Value
from tests.support.constructs import construct
from tests.support.packs import DAY, LATE_BY, compiled, found, rule, shipped, text

COUNT = "count: {type: integer, words: {en: how many}}"
DAYS = "days: {type: integer, unit: days, words: {en: how many days}}"


# --- In packs --------------------------------------------------------------------------------------------------------
def _words(count: int) -> str:
    return text(rule("5 EUR"), f"event: {{type: [{', '.join(f'w{n}' for n in range(count))}], words: {{en: x}}}}")


def _most(most: int) -> str:
    return text(rule("5 EUR"), f"count: {{type: integer, most: {most}, words: {{en: x}}}}")


def _often(most: int) -> str:
    return text(rule("5 EUR", f"often: {{most: {most}, so_far: count}}"), COUNT)


def _literal(value: int) -> str:
    return text(rule("5 EUR", when=f"count == limit and count < {2**53 - 1}"), COUNT, derived=f"limit: {value}")


def _per(count: int) -> str:
    return text(rule(f"{{each: 5 EUR, per: {count}, of: count}}"), COUNT)


def _per_days(count: int) -> str:
    return text(rule(f"{{each: 5 EUR, per: {count} days, of: days}}"), DAYS)


def _rules(count: int) -> str:
    return text(
        "\n".join(rule("5 EUR", name=f"r{number}") for number in range(count)), "a: {type: yes_no, words: {en: a}}"
    )


def _sum(count: int) -> str:
    return text(rule(f"{{sum: [{', '.join(['5 EUR'] * count)}]}}"))


def _language(number: int) -> str:
    return text(rule("5 EUR")).replace("language: 1", f"language: {number}")


def _cut(over: int) -> str:
    return text(rule("100 EUR", f'reduced: [{{cut: {over}/10, when: late_by > duration("1h"), clause: x}}]'))


def _amount(minor: int) -> str:
    return text(rule(str(Money("EUR", minor))))


def _after_hours(hours: int) -> str:
    return text(rule("{each: 5 EUR, per: 1h, of: late_by, after: " + f"{hours}h}}"))


BOUNDS: list[tuple[Callable[[int], str], int, int, str]] = [
    (_words, 2, 50, "out-of-range"),
    (_most, 1, 10**12, "out-of-range"),
    (_often, 1, 1_000, "out-of-range"),
    (_literal, 0, 10**12, "out-of-range"),
    (_per, 1, 10**6, "out-of-range"),
    (_language, 1, 1, "out-of-range"),
    (_cut, 1, 9, "bad-share"),
]


@pytest.mark.parametrize(("of", "least", "most", "rule_"), BOUNDS, ids=lambda each: getattr(each, "__name__", ""))
def test_bounds_hold_to_their_last_unit(of: Callable[[int], str], least: int, most: int, rule_: str) -> None:
    """The least and the most are legal; one less, or one more, is found by its rule."""
    assert found(of(least)) == []
    assert found(of(most)) == []
    beyond = [of(each) for each in (least - 1, most + 1) if each or of is not _words]
    assert all(rule_ in {each.rule for each in found(source)} for source in beyond)


@pytest.mark.parametrize(("of", "least"), [(_sum, 2), (_amount, 1), (_after_hours, 0)])
def test_what_has_a_least_alone(of: Callable[[int], str], least: int) -> None:
    """It is legal; below it something is found."""
    assert found(of(least)) == []
    assert found(of(least - 1)) != []


def test_how_many_rules_there_are_is_said() -> None:
    """So is how many there can be; two hundred are fine."""
    assert found(_rules(200)) == []
    (wrong,) = found(_rules(201))
    assert wrong.message == "A list of rules has at most 200 of them; this one has 201."


# --- In what is written in digits ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("read", "fine", "beyond"),
    [
        (q.share, "12345%", "123456%"),
        (q.share, "1.123456%", "1.1234567%"),
        (q.share, "123456789/999999999", "1234567890/9"),
        (q.share, "1/123456789", "1/1234567890"),
        (q.factor, "+1234%", "+12345%"),
        (q.factor, "-1.123456%", "-1.1234567%"),
        (q.factor, "123456789/987654321", "1234567890/9"),
        (q.factor, "1.123456/1.123456", "1.1234567/1"),
        (q.factor, "1/1.123456", "1/1.1234567"),
        (parse_period, "999 months", "1000 months"),
        (parse_period, "100 years", "101 years"),
        (parse_period, "1 month", "0 months"),
        (parse_period, "1 year", "0 years"),
        (lambda written: q.number(written, "km"), "123456789012345 km", "1234567890123456 km"),
    ],
)
def test_as_many_digits_as_can_be_kept_exactly(read: Callable[[str], object], fine: str, beyond: str) -> None:
    """One more is refused."""
    assert read(fine)
    with pytest.raises(UsageError):
        read(beyond)


@pytest.mark.parametrize(
    ("read", "written", "remedy"),
    [
        (q.share, "x", "Write it exactly: 25%, 12.5% or 1/464."),
        (q.factor, "x", "Write +4.2% or 238.250/226.545."),
        (q.factor, "-100%", "Write +4.2% or 238.250/226.545."),
        (parse_period, "0 months", "Write from 1 month to 100 years."),
        (q.unit_named, "day", "Write days."),
        (q.unit_named, "dayz", "Did you mean “days”?"),
        (lambda text_: q.number(text_, "km"), "x", "Write plain digits: 1500 km."),
        (lambda text_: q.number(text_, ""), "x", "Write plain digits: 1500."),
    ],
)
def test_how_to_write_it_is_said(read: Callable[[str], object], written: str, remedy: str) -> None:
    """With every refusal of what is written in digits and words."""
    with pytest.raises(UsageError) as refused:
        read(written)
    assert refused.value.remedy == remedy


def test_what_is_written_is_kept_in_one_line() -> None:
    """Blanks round it and in it count for nothing."""
    assert q.share("  12.5 %  ").written == "12.5 %"
    assert q.factor(" +  4%".replace("  ", " ")).written == "+ 4%"
    assert q.part("  25%   of   fare  ") == ("25%", "fare")
    assert q.part("25% of") is q.part("of fare") is q.part("25% fare") is None


# --- In facts --------------------------------------------------------------------------------------------------------
TYPES = {
    "text": "text", "integer": "integer", "most": "integer, most: 7", "km": "integer, unit: km", "yes_no": "yes_no",
    "date": "date", "instant": "instant", "duration": "duration", "money": "money", "word": "[one, two]",
}  # fmt: skip
KINDS = "\n".join(f"{name}: {{type: {kind}, words: {{en: x}}}}" for name, kind in TYPES.items())


def _pack() -> Pack:
    return compiled(text(rule("5 EUR"), KINDS, head="currency: [EUR, USD]"))


MORE = "is more than can be."
LAST: list[tuple[str, Value, Value, str, str, str]] = [
    ("text", "x" * 2_000, "x" * 2_001, "out-of-range", "is longer than 2,000 characters.", "Write less."),
    ("integer", 10**9, 10**9 + 1, "out-of-range", MORE, "It is at most 1,000,000,000."),
    ("integer", 0, -1, "out-of-range", "is negative.", "Write 0 or more."),
    ("most", 7, 8, "out-of-range", MORE, "It is at most 7."),
    ("km", 10**9, 10**9 + 1, "out-of-range", MORE, "It is at most 1,000,000,000."),
    ("duration", Duration(LONGEST_MS), Duration(LONGEST_MS + 1), "out-of-range", MORE, "Look at it again."),
    ("duration", Duration(0), Duration(-1), "out-of-range", "is negative.", "What came early is not late: write 0m."),
    ("money", Money("EUR", 10**12), Money("EUR", 10**12 + 1), "out-of-range", MORE, "Look at it again."),
    ("money", Money("USD", 0), Money("USD", -1), "out-of-range", "is negative.", "Write 0 or more."),
    (
        "money",
        Money("USD", 1),
        Money("GBP", 1),
        "pack-currency",
        "is in GBP; small pays in EUR or USD, and there are no exchange rates here.",
        "Write it in EUR or USD.",
    ),
    ("text", "x", 7, "wrong-type", "is a text, not an integer.", "Write a text."),
    ("integer", 7, "x", "wrong-type", "is an integer, not a text.", "Write digits without quotes."),
    ("integer", 1, True, "wrong-type", "is an integer, not a yes_no.", "Write digits without quotes."),
    ("km", 7, "x", "wrong-type", "is a whole number of km, not a text.", "Write 1500 km."),
    ("yes_no", True, 1, "wrong-type", "is a yes_no, not an integer.", "Write true or false."),
    ("date", DAY, "x", "wrong-type", "is a date, not a text.", "Write 2026-01-31."),
    ("date", DAY, datetime(2026, 1, 1, tzinfo=UTC), "wrong-type", "is a date, not an instant.", "Write 2026-01-31."),
    (
        "instant",
        datetime(2026, 1, 1, tzinfo=UTC),
        DAY,
        "wrong-type",
        "is an instant, not a date.",
        "Write 2026-01-31T14:30:00Z.",
    ),
    ("duration", Duration(1), 1, "wrong-type", "is a duration, not an integer.", "Write 3h or 2h 10m."),
    ("money", Money("EUR", 1), 1, "wrong-type", "is an amount of money, not an integer.", "Write 129.90 EUR."),
    ("word", "two", "twos", "unknown-word", "“twos” is no “word”.", "Did you mean “two”?"),
    ("word", "two", 2, "wrong-type", "is a word, not an integer.", "Write one of one, two."),
]


@pytest.mark.parametrize(("name", "fine", "wrong", "rule_", "what", "remedy"), LAST)
def test_facts_are_of_their_type_and_within_their_bounds(
    name: str, fine: Value, wrong: Value, rule_: str, what: str, remedy: str
) -> None:
    """To the last unit; what is said has the name, the reason and an example."""
    pack = _pack()
    check(pack, {name: fine})
    with pytest.raises(FactsRefused) as refused:
        check(pack, {name: wrong})
    told = what if what.startswith("“") else f"“{name}” {what}"
    assert refused.value.complaints == {name: f.Complaint(rule_, told, remedy)}
    assert refused.value.where == "facts for small"


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("integer", "7", 7),
        ("integer", "'7'", 7),
        ("integer", "-7", "“integer” is negative."),
        ("integer", "0", 0),
        ("integer", "7 km", "“integer”: “7 km” has a unit, and this is a plain number."),
        ("integer", "x", "“integer”: “x” is no whole number."),
        ("integer", "true", "“integer”: “true” is no whole number."),
        ("integer", "1.5", "“integer” is wanted here, not “1.5” (a fraction)."),
        ("integer", "~", "“integer” is wanted here, not nothing."),
        ("integer", "[7]", "“integer” is wanted here, not a list."),
        ("km", "7 km", 7),
        ("km", "1 km", 1),
        ("km", "7", "“km” has no unit."),
        ("km", "0", "“km” has no unit."),
        ("km", "-7", "“km” is negative."),
        ("km", "7 m", "“km”: “7 m” is not in km."),
        ("km", "'7'", "“km”: “7” has no unit."),
        ("km", "far", "“km”: “far” is no whole number."),
        ("yes_no", "true", True),
        ("yes_no", "false", False),
        ("yes_no", "True", True),
        ("yes_no", "yes", "true or false is wanted here, not “yes” (a text)."),
        ("yes_no", "1", "true or false is wanted here, not “1” (a whole number)."),
        ("duration", "3h", Duration(10_800_000)),
        ("duration", "0m", Duration(0)),
        ("duration", "-3h", "“duration” is negative."),
        ("duration", "' -3h'", "“duration” is negative."),
        ("duration", "180", "“duration” is a duration, not “180” (a whole number)."),
        ("money", "5 EUR", Money("EUR", 500)),
        ("money", "5 GBP", "“money” is in GBP; small pays in EUR or USD, and there are no exchange rates here."),
        ("date", "2026-01-31", date(2026, 1, 31)),
        ("date", "soon", "“soon” is not a day of the calendar."),
        ("instant", "2026-01-31T14:30:00Z", datetime(2026, 1, 31, 14, 30, tzinfo=UTC)),
        ("text", "here", "here"),
        ("word", "one", "one"),
        ("word", "three", "“three” is no “word”."),
        ("text", "7", "A text is wanted here, not “7” (a whole number)."),
        ("colour", "red", "small asks for no fact “colour”."),
    ],
)
def test_facts_are_read_as_they_are_written(name: str, written: str, read: Value) -> None:
    """Or one thing is said of them, at their value; at their name where the pack asks for no such fact."""
    root, report = load(f"{name}: {written}", "f")
    facts = facts_from(Reader(report), root, _pack())
    if facts:
        assert (facts, report.findings) == ({name: read}, [])
    else:
        (wrong,) = report.findings
        assert wrong.message == read
        assert wrong.remedy
        assert wrong.column == (1 if name == "colour" else len(name) + 3)


@pytest.mark.parametrize("written", ["[a]", "x", "7"])
def test_facts_are_a_mapping(written: str) -> None:
    """Anything else is refused; nothing at all is no facts."""
    root, report = load(written, "f")
    assert facts_from(Reader(report), root, _pack()) == {}
    assert [each.message.partition(",")[0] for each in report.findings] == ["A mapping of facts is wanted here"]
    assert facts_from(Reader(load("a: 1", "f")[1]), None, _pack()) == {}


@pytest.mark.parametrize(
    ("name", "written", "remedy"),
    [
        ("km", "7", "Write 7 km."),
        ("duration", "3", "Write 3m for minutes or 3h for hours."),
        ("km", "7 m", "Write it in km."),
        ("integer", "7 km", "Write 7."),
        ("word", "~", "Write one of one, two."),
        ("yes_no", "1", "Write true or false."),
        ("integer", "x", "Write plain digits: 1500."),
        ("km", "~", "Write 1500 km."),
    ],
)
def test_how_to_write_a_fact_is_said(name: str, written: str, remedy: str) -> None:
    """With what was written, where that can be told."""
    root, report = load(f"{name}: {written}", "f")
    facts_from(Reader(report), root, _pack())
    assert [each.remedy for each in report.findings] == [remedy]


@pytest.mark.parametrize("size", [10**15, -(10**15), 10**15 + 1, -(10**15) - 1, 2**53, 10**30])
@pytest.mark.parametrize("name", ["integer", "km"])
def test_numbers_that_nobody_means_are_refused(name: str, size: int) -> None:
    """Whatever their sign, and however large they are; one thing is said, and no unit is asked for beside it."""
    root, report = load(f"{name}: {size}", "f")
    assert facts_from(Reader(report), root, _pack()) == {}
    (wrong,) = report.findings
    read = "“km” has no unit." if name == "km" else "“integer” is more than can be."
    fits = read if size > 0 else f"“{name}” is negative."
    beyond = "This is a number from -1,000,000,000,000,000 to 1,000,000,000,000,000."
    assert wrong.message == (fits if abs(size) <= 10**15 else beyond)


# --- As they are kept ------------------------------------------------------------------------------------------------
class _Kept(Model):
    within: AnyWithin


def test_times_are_kept_and_nothing_else_is_read_as_one() -> None:
    """Months and every kind of span; a day, an amount or a number is no time."""
    for written in ("6 months", "3 days", "2 working days", "4 working hours", "90m"):
        kept = _Kept(within=parse_period(written))
        assert _Kept.model_validate_json(kept.model_dump_json()) == kept
    assert _Kept.model_validate({"within": {"$months": 7}}).within == Months(7)
    for wrong in ({"$date": "2026-01-01"}, 5, "x", {"$months": "x"}):
        with pytest.raises((ValueError, UsageError)):
            _Kept.model_validate({"within": wrong})


def test_days_of_an_answer_are_read_as_events_keep_them() -> None:
    """As well as plain."""
    came = answer(
        construct("amounts"),
        {"seats": 1, "late_by": Duration(10_800_000), "asked_on": DAY, "known_at": datetime(2026, 3, 1, tzinfo=UTC)},
        DAY,
    )
    data = came.model_dump(mode="json")
    assert any(gift["by"] for gift in data["gifts"])
    for gift in data["gifts"]:
        gift["by"] = {"$date": gift["by"]} if gift["by"] else None
    assert Answer.model_validate(data) == came


def test_the_amount_of_a_currency_that_is_not_paid_is_nothing() -> None:
    """In that currency; of two each is found."""
    pack = compiled(text(rule("5 EUR") + "\n" + rule("7 USD", name="b"), head="currency: [EUR, USD, GBP]"))
    came = answer(pack, {}, DAY)
    assert [came.amount(each) for each in ("EUR", "USD", "GBP")] == [
        Money("EUR", 500),
        Money("USD", 700),
        Money("GBP", 0),
    ]
    assert came.per_unit == (Money("EUR", 500), Money("USD", 700))


def test_facts_of_the_default_kinds_have_a_default_bound() -> None:
    """A fact of a shipped pack that has no bound of its own has the bound of all."""
    assert all(
        fact.most is None or fact.most < f.MOST
        for name in ("ca-appr", "eu-261")
        for fact in shipped(name).facts.values()
    )
    assert LATE_BY in text("")
