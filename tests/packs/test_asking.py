"""Which version is asked, what several packs come to together, what playbooks see of packs, how examples are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest

from domain.clock.duration import Duration
from domain.entitlement.answer import Answer, Gift, Status
from domain.entitlement.evaluate import answer, content_of, digest_of, pack_version
from domain.entitlement.examples import Expected, PackExample, compile_pack_examples, differences, tried
from domain.entitlement.model import Kind, Pack, Unit, Version
from domain.entitlement.seen import needed, seen
from domain.entitlement.several import Share, in_order, settled
from domain.errors import NotFoundError
from domain.expression.types import DURATION, INTEGER, MONEY, YES_NO, OneOf
from domain.money import Money
from domain.values import Value
from tests.support.constructs import construct
from tests.support.packs import DAY, NAMES, compiled, found, rule, shipped, text

# --- Which version ---------------------------------------------------------------------------------------------------
DAYS = [date(2026, 1, day) for day in range(1, 8)]


def _pack(*versions: tuple[int | None, int | None, int | None]) -> Pack:
    """Return a pack of versions: when each is in force, since when it was known, when it ended."""
    made = [
        Version(
            name=f"v{number}",
            source="x",
            state="dated" if begins else "never",
            in_force=DAYS[begins] if begins else None,
            known_since=DAYS[known] if known else None,
            ended=DAYS[ended] if ended else None,
            rules=(),
        )
        for number, (begins, known, ended) in enumerate(versions)
    ]
    return compiled(text(rule("5 EUR"))).model_copy(update={"versions": tuple(made)})


def _meant(pack: Pack, on: date, known_on: date | None) -> str:
    """Return the name of the last version that began by a day and was known by then, "" where it ended or is none."""
    for version in reversed(pack.versions):
        if version.in_force is None or version.in_force > on:
            continue
        if known_on is not None and version.known_since is not None and version.known_since > known_on:
            continue
        return "" if version.ended is not None and version.ended < on else version.name
    return ""


def test_the_last_version_that_is_in_force_and_could_be_known_is_asked() -> None:
    """All days, and all days by which something was known; it is none where that one has ended."""
    for known, ended in product((None, 1, 2, 4), (None, 3)):
        pack = _pack((1, None, ended), (None, None, None), (4, known, None))
        for on, known_on in product(DAYS, [None, *DAYS]):
            meant = _meant(pack, on, known_on)
            if meant:
                assert pack_version(pack, on, known_on=known_on).name == meant
            else:
                with pytest.raises(NotFoundError):
                    pack_version(pack, on, known_on=known_on)


@pytest.mark.parametrize(
    ("versions", "asked", "said", "remedy"),
    [
        (
            [(3, None, None), (5, None, None)],
            {},
            "small has no version on 2026-01-02; its first, “v0”, is in force since 2026-01-04.",
            "Ask for another day, or by name.",
        ),
        ([(None, None, None)], {}, "small has no version on 2026-01-02.", "Ask for another day, or by name."),
        (
            [(1, 4, None)],
            {"known_on": DAYS[2]},
            "small has no version on 2026-01-02 that was known on 2026-01-03.",
            "Ask for another day, or by name.",
        ),
        ([(0, None, None)], {"version": "v00"}, "small has no version “v00”.", "Did you mean “v0”?"),
        (
            [(None, None, None), (1, None, None)],
            {"version": "soon"},
            "small has no version “soon”.",
            "There are: v0, v1.",
        ),
    ],
)
def test_no_version_is_said_with_what_there_is(
    versions: list[Any], asked: Mapping[str, Any], said: str, remedy: str
) -> None:
    """The day, by when it had to be known, and the first there is."""
    pack = _pack(*versions)
    with pytest.raises(NotFoundError) as refused:
        pack_version(pack, DAYS[1], **asked)
    assert (refused.value.what, refused.value.remedy) == (said, remedy)


def test_a_version_by_name_is_asked_whatever_the_day() -> None:
    """Whether it ended, has not begun, or never will."""
    pack = _pack((1, 5, 2), (None, None, None))
    for name, on in product(("v0", "v1"), DAYS):
        assert pack_version(pack, on, version=name, known_on=DAYS[0]).name == name


@pytest.mark.parametrize(("on", "enforced"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True)])
def test_an_answer_says_whether_it_was_enforced_already(on: date, enforced: bool) -> None:
    """On its first day it is."""
    assert answer(construct("amounts"), {}, on).enforced is enforced


def test_packs_are_told_apart_by_what_is_in_them() -> None:
    """Two that are equal have one digest; one that is asked again is the same; a changed copy is another."""
    one, same = (compiled(text(rule("5 EUR"))) for _ in range(2))
    other = one.model_copy(update={"jurisdiction": "Y"})
    assert digest_of(one) == digest_of(same) != digest_of(other)
    assert content_of(one) == content_of(same) != content_of(other)
    assert answer(one, {}, DAY) == answer(same, {}, DAY)
    assert answer(one, {}, DAY).digest != answer(other, {}, DAY).digest


# --- Several ---------------------------------------------------------------------------------------------------------
def _answer(kind: Kind, unit: Unit, gifts: Sequence[tuple[str, str, int]], status: Status = "due") -> Answer:
    given = tuple(
        Gift(
            rule=f"r{number}",
            head=head,
            words={},
            clause="c",
            source="s",
            amount=Money(currency, minor) if minor else None,
        )
        for number, (head, currency, minor) in enumerate(gifts)
    )
    whole: dict[str, Money] = {}
    for gift in given:
        if gift.amount is not None:
            whole[gift.amount.currency] = whole.get(gift.amount.currency, Money(gift.amount.currency, 0)) + gift.amount
    return Answer(
        pack=f"{kind}-{unit}",
        digest="d",
        version="v",
        kind=kind,
        unit=unit,
        on=DAY,
        status=status,
        gifts=given,
        per_unit=tuple(whole.values()),
    )


GIFTS: list[list[tuple[str, str, int]]] = [
    [("a", "EUR", 5)],
    [("a", "EUR", 3), ("a", "EUR", 4)],
    [("b", "EUR", 6), ("a", "EUR", 0)],
    [("a", "USD", 9), ("b", "EUR", 1)],
    [],
]


def test_what_comes_later_adds_only_what_is_more_for_the_same() -> None:
    """For each unit, thing and currency the largest counts once; each pack's part is what it adds to those before."""
    units: tuple[Unit, ...] = ("person", "booking")
    for one, other, third, unit in product(GIFTS, GIFTS, GIFTS[:3], units):
        answers = [
            _answer("guarantee", "person", third),
            _answer("law", "person", one),
            _answer("contract", unit, other),
        ]
        settlement = settled(answers)
        assert [share.kind for share in settlement.shares] == ["law", "contract", "guarantee"]
        assert [share.gives for share in settlement.shares] == [each.per_unit for each in in_order(answers)]
        for what in units:
            owed = {amount.currency: amount.minor for amount in settlement.owed(what)}
            assert owed == _largest(answers, what)
        before: list[Answer] = []
        for share, each in zip(settlement.shares, in_order(answers), strict=True):
            first, then = _largest(before, each.unit), _largest([*before, each], each.unit)
            before.append(each)
            more = {currency: minor - first.get(currency, 0) for currency, minor in then.items()}
            assert {a.currency: a.minor for a in share.adds} == {name: minor for name, minor in more.items() if minor}
            assert share == Share(pack=each.pack, kind=each.kind, unit=each.unit, gives=each.per_unit, adds=share.adds)


def _largest(answers: Sequence[Answer], unit: Unit) -> dict[str, int]:
    found_: dict[tuple[str, str], int] = {}
    for each in answers:
        given: dict[tuple[str, str], int] = {}
        for gift in each.gifts if each.unit == unit else ():
            if gift.amount is not None:
                place = gift.head, gift.amount.currency
                given[place] = given.get(place, 0) + gift.amount.minor
        found_ |= {place: max(minor, found_.get(place, 0)) for place, minor in given.items()}
    whole: dict[str, int] = {}
    for (_, currency), minor in found_.items():
        whole[currency] = whole.get(currency, 0) + minor
    return whole


@pytest.mark.parametrize(
    ("statuses", "open_"),
    [(("due", "not due"), False), (("due", "cannot say yet"), True), (("cannot say yet", "due"), True), ((), False)],
)
def test_several_are_open_while_one_is(statuses: tuple[Status, ...], open_: bool) -> None:
    """Whichever."""
    assert settled([_answer("law", "person", [], status) for status in statuses]).open is open_


# --- As playbooks see it ---------------------------------------------------------------------------------------------
def test_a_playbook_sees_what_it_has_to_know() -> None:
    """Names, types, words, what counts its units, and its currencies where it pays."""
    sight = seen(shipped("house-parcel-account"))
    assert (sight.name, sight.units, sight.currencies, sight.counted) == (
        "house-parcel-account",
        "parcels",
        ("USD",),
        False,
    )
    assert sight.title["en"] == "Parcel account contract"
    assert sight.facts["event"] == OneOf(("late", "lost", "broken"))
    assert [sight.facts[name] for name in ("fee", "late_by", "packed_well")] == [MONEY, INTEGER, YES_NO]
    assert sight.words["fee"] == "what the booking cost"
    assert seen(construct("tables")).facts["late_by"] == DURATION
    assert seen(construct("tables")).currencies == ("EUR", "USD")


@pytest.mark.parametrize(
    ("more", "counted"),
    [
        ((), False),
        (("pay_within: 7 days",), False),
        (("pay_within: 7 working days",), True),
        (("pay_within: 6 working hours",), True),
        (("claim: {within: 2 working days, clause: x}",), True),
        (("claim: {within: 2 months, clause: x}",), False),
        (("duty: {words: {en: x}, within: 3 working days}",), True),
    ],
)
def test_a_pack_that_counts_working_days_says_so(more: tuple[str, ...], counted: bool) -> None:
    """Wherever in it; then its playbook needs a calendar."""
    assert seen(compiled(text(rule("5 EUR", *more)))).counted is counted


def test_a_pack_counts_in_what_it_derives_and_in_any_of_its_versions() -> None:
    """Also in an older one."""
    dates = "since: {type: date, words: {en: x}}\nuntil: {type: date, words: {en: x}}"
    counted = text(
        rule("5 EUR", when="late > 1"), dates, derived="late: {days_from: since, after: 1 working day, until: until}"
    )
    later = "  two:\n    source: x\n    in_force: 2024-01-01\n    verified: true\n    rules:\n"
    later += "".join(f"      {line}\n" for line in rule("6 EUR").splitlines())
    assert found(counted + later) == []
    assert seen(compiled(counted + later)).counted
    assert seen(compiled(counted)).counted


def test_a_pack_without_amounts_pays_in_no_currency() -> None:
    """In whatever version; one amount is enough."""
    kind = rule("", "in_kind: {meal: {en: a meal}}")
    assert seen(compiled(text(kind))).currencies == ()
    assert seen(compiled(text(kind + "\n" + rule("5 EUR", name="b")))).currencies == ("EUR",)


def test_what_can_matter_is_named_in_the_order_of_the_pack() -> None:
    """Of any version that has a day; what is fixed is left out, and what it makes needless; units are always wanted."""
    facts = "\n".join(f"{name}: {{type: yes_no, words: {{en: x}}}}" for name in "abc")
    facts += "\ncount: {type: integer, words: {en: x}}"
    source = text(rule("5 EUR", when="c or a"), facts, head="currency: EUR\nunits: count")
    version = "  {name}:\n    source: x\n    in_force: {day}\n    verified: true\n    rules:\n"
    more = "".join(f"      {line}\n" for line in rule("6 EUR", when="b").splitlines())
    two = source + version.format(name="two", day="never") + more
    three = source + version.format(name="two", day="2024-01-01") + more
    assert needed(compiled(two), {}) == ("a", "c", "count")
    assert needed(compiled(three), {}) == ("a", "b", "c", "count")
    assert needed(compiled(three), {"a": True}) == ("b", "count")
    assert needed(compiled(three), {"a": True, "b": False, "count": 3}) == ()
    assert needed(compiled(three), {"a": "x"}) == ("count",)
    assert needed(compiled(text(rule("5 EUR", when="c or a"), facts)), {}) == ("a", "c")


def test_a_version_that_cannot_be_asked_hides_no_other() -> None:
    """One that counts working days without a calendar is passed over, and the next is asked."""
    facts = (
        "since: {type: date, words: {en: x}}\nuntil: {type: date, words: {en: x}}\na: {type: yes_no, words: {en: x}}"
    )
    first = text(
        rule("5 EUR", when="late > 1"), facts, derived="late: {days_from: since, after: 1 working day, until: until}"
    )
    later = "  two:\n    source: x\n    in_force: 2024-01-01\n    verified: true\n    rules:\n"
    later += "".join(f"      {line}\n" for line in rule("6 EUR", when="a").splitlines())
    assert needed(compiled(first + later), {"since": DAY, "until": DAY}) == ("a",)


# --- Examples --------------------------------------------------------------------------------------------------------
def _examples(
    more: str = "", expect: str = "status: due", name: str = "amounts"
) -> tuple[list[PackExample] | None, str]:
    source = f"pack-examples: {name}\nexamples:\n  - example: one\n    on: 2026-03-01\n{more}"
    source += f"    facts: {{}}\n    expect: {{{expect}}}\n"
    read, findings = compile_pack_examples(source, "f", construct("amounts"))
    return read, "; ".join(f"{each.rule}: {each.message}" for each in findings)


def test_an_example_is_read_whole() -> None:
    """What is not written is not expected, and what is written is."""
    read, said = _examples()
    assert (read, said) == ([PackExample(name="one", line=3, on=date(2026, 3, 1), expect=Expected(status="due"))], "")
    more = "    version: one\n    known_on: 2026-02-01\n    calendar: 24x7\n"
    expect = "status: not due, per_unit: 5 EUR, total: [], missing: half, rules: [], in_kind: meal, excluded: plain, "
    expect += "by: 2026-01-01"
    read, said = _examples(more, expect)
    assert said == ""
    assert read is not None
    (one,) = read
    assert (one.version, one.known_on, one.calendar) == ("one", date(2026, 2, 1), "24x7")
    assert one.expect == Expected(
        status="not due",
        per_unit=(Money("EUR", 500),),
        total=(),
        missing=("half",),
        rules=(),
        in_kind=("meal",),
        excluded=("plain",),
        by=date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("more", "expect", "name", "says"),
    [
        ("", "status: due", "tables", "bad-name: These are examples of “tables”, not of “amounts”."),
        ("    version: two\n", "status: due", "amounts", "unknown-word: “two” is no version of amounts."),
        ("    known_on: soon\n", "status: due", "amounts", "bad-time: “soon” is not a day of the calendar."),
        ("", "status: maybe", "amounts", "unknown-word: “maybe” is not known here."),
        ("", "status: due, rules: [planes]", "amounts", "unknown-word: “planes” is no rule of amounts."),
        ("", "status: due, excluded: x", "amounts", "unknown-word: “x” is no rule of amounts."),
        ("", "status: due, in_kind: soup", "amounts", "unknown-word: “soup” is nothing that amounts gives in kind."),
        ("", "status: due, missing: [hal, half]", "amounts", "unknown-fact: amounts asks for no “hal”."),
        ("", "status: due, per_unit: 5", "amounts", "bad-money: An amount is wanted here, not “5” (a whole number)."),
    ],
)
def test_what_is_wrong_with_an_example_is_said(more: str, expect: str, name: str, says: str) -> None:
    """Then there are none."""
    assert _examples(more, expect, name) == (None, says)


@pytest.mark.parametrize(
    ("example", "expected", "came"),
    [
        ({"version": "two"}, "due", "has no version “two”"),
        ({"facts": {"late_by": 3}}, "due", "is a duration"),
        ({"on": date(2025, 1, 1)}, "due", "no version on 2025-01-01"),
        ({"known_on": date(2025, 1, 1)}, "due", "that was known on 2025-01-01"),
    ],
)
def test_what_is_refused_is_told_in_the_place_of_the_answer(
    example: Mapping[str, Any], expected: str, came: str
) -> None:
    """With what was expected instead."""
    base = PackExample(name="x", line=1, on=date(2026, 3, 1), expect=Expected(status="due"))
    answered, (one,) = tried(base.model_copy(update=example), construct("amounts"), None)
    assert answered is None
    assert (one.what, one.expected) == ("answer", expected)
    assert came in one.came


def test_every_thing_that_is_expected_is_compared() -> None:
    """Each alone, where it is otherwise and where it is as it came."""
    facts: dict[str, Value] = {
        "seats": 2,
        "late_by": Duration(3 * 3_600_000),
        "excused": True,
        "so_far": 0,
        "asked_on": DAY,
    }
    came = answer(construct("amounts"), facts, DAY)
    other: dict[str, Any] = {
        "status": "not due",
        "per_unit": (Money("EUR", 1),),
        "total": (Money("EUR", 1),),
        "missing": ("fare",),
        "rules": ("x",),
        "in_kind": ("x",),
        "excluded": ("x",),
        "by": date(2000, 1, 1),
    }
    right: dict[str, Any] = {
        "status": came.status,
        "per_unit": came.per_unit,
        "total": came.total,
        "missing": came.missing,
        "rules": tuple(gift.rule for gift in came.gifts),
        "in_kind": tuple(n for gift in came.gifts for n in gift.in_kind),
        "excluded": tuple(each.rule for each in came.tried if each.verdict == "excluded"),
        "by": next((gift.by for gift in came.gifts if gift.by is not None), None),
    }
    assert all(right[name] != other[name] for name in right)
    for name, value in right.items():
        says = {"status": came.status}
        assert list(differences(Expected(**(says | {name: value})), came)) == []
        (one,) = differences(Expected(**(says | {name: other[name]})), came)
        assert one.what == name
        assert one.expected != one.came


# --- Nothing is guessed ----------------------------------------------------------------------------------------------
def test_no_shipped_pack_takes_silence_for_an_answer_to_yes_or_no() -> None:
    """What may be left out is a day or a number that has not come about yet; a yes or no has to be asked for."""
    guessed = [
        f"{name}: {fact}"
        for name in NAMES
        for fact, known in shipped(name).facts.items()
        if known.optional and known.kind in {"yes_no", "words", "text"}
    ]
    assert not guessed
