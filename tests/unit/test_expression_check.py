"""Which expressions fit their names and types, and what is said about those that do not."""

from __future__ import annotations

import pytest

from domain.expression import Names, Reference, check, guarantees, parse
from domain.expression.types import (
    ANY,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    MONEY,
    PERSON,
    SEALED,
    TEXT,
    YES_NO,
    FieldOf,
    ListOf,
    OneOf,
    RecordOf,
    Type,
    fits,
    joined,
)

TIER = OneOf(("routine", "high", "critical"))
PASSENGER = RecordOf({
    "id": FieldOf(TEXT),
    "person": FieldOf(PERSON),
    "fare": FieldOf(MONEY),
    "age": FieldOf(INTEGER, optional=True),
})  # fmt: skip
FAILURE = RecordOf({
    "delay": FieldOf(DURATION),
    "flight": FieldOf(TEXT),
    "bags": FieldOf(INTEGER),
    "lost": FieldOf(YES_NO),
    "at": FieldOf(INSTANT),
    "day": FieldOf(DATE),
    "passengers": FieldOf(ListOf(PASSENGER)),
    "note": FieldOf(SEALED),
    "remark": FieldOf(SEALED, optional=True),
    "through": FieldOf(TEXT, optional=True),
    "leg": FieldOf(RecordOf({"gate": FieldOf(TEXT), "seat": FieldOf(TEXT, optional=True)}), optional=True),
    "tags": FieldOf(ListOf(OneOf(("fragile", "animal")))),
    "extra": FieldOf(ANY),
})  # fmt: skip
NAMES = Names(
    roots={
        "failure": FAILURE,
        "case": RecordOf({"tier": FieldOf(TIER), "opened_at": FieldOf(INSTANT)}),
        "p": PASSENGER,
    },
    asked={
        Reference("chosen", "way"): FieldOf(OneOf(("rebook", "refund", "declined"))),
        Reference("result", "seats.hold"): FieldOf(RecordOf({"hold": FieldOf(TEXT)}), optional=True),
        Reference("outcome", "seats.hold"): FieldOf(OneOf(("done", "refused", "failed"))),
    },
)


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ('failure.delay >= duration("3h") and not failure.lost', YES_NO),
        ("failure.delay * 2 + duration('1h')", DURATION),
        ("failure.bags * 2 - 1", INTEGER),
        ("share(p.fare, 125) - money('1 USD')", MONEY),
        ("-failure.bags", INTEGER),
        ("failure.flight", TEXT),
        ("'high'", OneOf(("high",))),
        ("failure.lost ? 'high' : 'critical'", OneOf(("high", "critical"))),
        ("failure.lost ? 'high' : failure.flight", TEXT),
        ("failure.passengers", ListOf(PASSENGER)),
        ("failure.passengers[0].fare", MONEY),
        ("failure.passengers.map(q, q.fare)", ListOf(MONEY)),
        ("failure.passengers.filter(q, q.fare > money('1 USD'))", ListOf(PASSENGER)),
        ("failure.passengers.all(q, q.id.startsWith('a'))", YES_NO),
        ("failure.passengers.exists(q, known(q.age) and q.age < 12)", YES_NO),
        ("failure.tags.map(t, size(t))", ListOf(INTEGER)),
        ("[1, failure.bags]", ListOf(INTEGER)),
        ("[]", ListOf(ANY)),
        ("days_between(failure.day, case.opened_at) > 7", YES_NO),
        ("failure.at < case.opened_at", YES_NO),
        ("failure.day == date('2026-01-31')", YES_NO),
        ("failure.flight < 'M'", YES_NO),
        ("failure.flight in ['a', 'b']", YES_NO),
        ("case.tier in ['high', 'critical']", YES_NO),
        ("'high' == case.tier", YES_NO),
        ("'animal' in failure.tags", YES_NO),
        ("failure.tags == ['animal']", YES_NO),
        ("p.person == failure.passengers[0].person", YES_NO),
        ("chosen('way') == 'declined'", YES_NO),
        ("failure.note", SEALED),
        ("failure.lost ? failure.note : failure.note", SEALED),
        ("known(failure.note) and known(failure.remark) and known(failure.through)", YES_NO),
        ("known(failure.leg.seat)", YES_NO),
        ("known(result('seats.hold').hold)", YES_NO),
        ("failure.extra.anything[0] + 1", ANY),
        ("failure.extra > 1 and failure.extra and size(failure.extra) > 1", YES_NO),
        ("failure.extra.map(x, x.y)", ListOf(ANY)),
        ("1 in failure.extra", YES_NO),
        ("failure.passengers.map(q, failure.passengers.map(r, r.fare + q.fare))", ListOf(ListOf(MONEY))),
    ],
)
def test_fits(source: str, type_: Type) -> None:
    """A fitting expression has this type and no errors."""
    checked = check(parse(source), NAMES)
    assert [str(error) for error in checked.errors] == []
    assert checked.type == type_


@pytest.mark.parametrize(
    ("source", "column", "says"),
    [
        ("failures.delay", 1, "There is no “failures” here. Did you mean “failure”?"),
        ("failure.lost == True", 17, "There is no “True” here. Write true."),
        ("failure.dely", 9, "“failure” has no field “dely”. Did you mean “delay”?"),
        ("failure.flight.code", 16, "A text has no field “code”."),
        ("failure.passengers.fare", 20, "A list has no field “fare”. Take one item with [0]"),
        ("result('seats.hald')", 1, "Did you mean “seats.hold”?"),
        ("answer('csat')", 1, 'There is nothing for answer("csat") to answer.'),
        ("case.tier == 'hihg'", 14, "“hihg” is none of the words this can be. Did you mean “high”?"),
        ("'x' != case.tier", 1, "It is one of: routine, high, critical."),
        ("case.tier in ['high', 'urgent']", 23, "“urgent” is none of the words"),
        ("case.tier == (failure.lost ? 'high' : 'urgent')", 39, "“urgent” is none of the words"),
        ("'animals' in failure.tags", 1, "Did you mean “animal”?"),
        ("failure.tags == ['anmal']", 18, "Did you mean “animal”?"),
        ("chosen('way') == 'cash'", 18, "It is one of: rebook, refund, declined."),
        ("chosen('way') == case.tier", 15, "no word in common"),
        ("case.tier >= 'high'", 11, 'Write x in ["high", "critical"].'),
        ("failure.bags == 'two'", 14, "An integer is never equal to a text."),
        ("failure.bags in ['two']", 14, "An integer is never equal to a text."),
        ("[1] == ['a']", 5, "An integer is never equal to a text."),
        ("failure.day == failure.at", 13, "A date is never equal to an instant."),
        ("failure.day < failure.at", 13, "days_between"),
        ("failure.delay > 3", 15, "A duration and an integer have no order."),
        ("failure.lost < true", 14, "A yes_no has no order. Use == or !=."),
        ("failure.passengers < failure.passengers", 20, "A list has no order."),
        ("failure.flight + 'x'", 16, "Texts are not joined"),
        ("failure.at * failure.delay", 12, "“*” does not go with an instant and a duration."),
        ("p.fare * p.fare", 8, "“*” does not go with an amount of money and an amount of money."),
        ("-failure.flight", 1, "A text has no opposite."),
        ("failure.bags and true", 9, "“and” needs a condition, this is an integer. Compare it with something."),
        ("not failure.flight", 13, "“not” needs a condition, this is a text."),
        ("failure.bags ? 1 : 2", 9, "“?” needs a condition, this is an integer."),
        ("failure.lost ? 1 : 'a'", 14, "This is either an integer or a text."),
        ("[1, 'a']", 5, "A list holds things of one type."),
        ("failure.flight in 'VN 1'", 16, "Write text.contains(part)."),
        ("'delay' in failure", 9, "Write known(record.field)."),
        ("failure.bags.all(x, x)", 9, "“all” needs a list, this is an integer."),
        ("failure.passengers.filter(q, q.id)", 32, "“filter” needs a condition, this is a text."),
        ("failure.passengers.map(p, p.id)", 20, "“p” already names something."),
        ("failure.passengers[failure.flight]", 28, "“[…]” needs an integer, this is a text."),
        ("failure.flight[0]", 9, "“[…]” needs a list, this is a text."),
        ("size(failure)", 6, "“size” needs a text or a list, this is a record."),
        ("share(failure.bags, 5)", 15, "“share” needs an amount of money, this is an integer."),
        ("share(money('1 USD'), -5)", 23, "A share of an amount is nothing or more, this is less."),
        ("failure.bags.startsWith('a')", 9, "“startsWith” needs a text, this is an integer."),
        ("days_between(failure.day, failure.delay)", 35, "needs a date or an instant, this is a duration."),
        ("failure.note == 'x'", 9, "This text is private. Only known(…) may ask about it."),
        ("size(failure.note) > 1", 14, "This text is private."),
        ("'x' in [failure.note]", 5, "is never equal"),
        ("failure.note.contains('x')", 9, "This text is private."),
    ],
)
def test_does_not_fit(source: str, column: int, says: str) -> None:
    """One error is said once, at its column, with what to do."""
    errors = check(parse(source), NAMES).errors
    assert [error.column for error in errors] == [column], [str(error) for error in errors]
    assert says in str(errors[0])


@pytest.mark.parametrize(
    "source",
    [
        "known(failure.through) and failure.through == 'x'",
        "not known(failure.through) or failure.through == 'x'",
        "known(failure.through) ? failure.through : failure.flight",
        "not known(failure.through) ? failure.flight : failure.through",
        "known(failure.leg.seat) and failure.leg.seat == failure.leg.gate",
        "known(failure.leg) and known(failure.leg.seat) and failure.leg.seat == 'x'",
        "(known(failure.through) and failure.lost) and failure.through == 'x'",
        "not (not known(failure.through) or failure.lost) and failure.through == 'x'",
        "known(failure.through) and failure.passengers.all(q, q.id == failure.through)",
        "outcome('seats.hold') == 'done' and result('seats.hold').hold == 'x'",
        "'done' != outcome('seats.hold') or result('seats.hold').hold == 'x'",
        "known(result('seats.hold')) ? result('seats.hold').hold : 'none'",
        "known(failure.passengers[0].age) and failure.passengers[0].age > 3",
        "failure.passengers.map(q, known(q.age) ? q.age : 0)",
    ],
)
def test_guarded(source: str) -> None:
    """What may be missing may be read where a condition on its left, or round it, makes sure of it."""
    assert [str(error) for error in check(parse(source), NAMES).errors] == []


@pytest.mark.parametrize(
    ("source", "column", "path"),
    [
        ("failure.through == 'x'", 9, "failure.through"),
        ("failure.through == 'x' and known(failure.through)", 9, "failure.through"),
        ("known(failure.through) or failure.through == 'x'", 35, "failure.through"),
        ("not known(failure.through) and failure.through == 'x'", 40, "failure.through"),
        ("(known(failure.through) or failure.lost) and failure.through == 'x'", 54, "failure.through"),
        ("known(failure.through) ? failure.flight : failure.through", 51, "failure.through"),
        ("known(failure.leg) and failure.leg.seat == 'x'", 36, "failure.leg.seat"),
        ("failure.leg.gate == 'x'", 9, "failure.leg"),
        ("result('seats.hold').hold == 'x'", 1, 'result("seats.hold")'),
        ("outcome('seats.hold') != 'done' and result('seats.hold').hold == 'x'", 37, 'result("seats.hold")'),
        ("failure.passengers.exists(q, q.age < 12)", 32, "q.age"),
        ("known(failure.passengers[0].age) and failure.passengers[1].age > 3", 60, "failure.passengers[1].age"),
        ("failure.passengers.all(q, known(q.age)) and failure.passengers.all(q, q.age > 1)", 73, "q.age"),
    ],
)
def test_unguarded(source: str, column: int, path: str) -> None:
    """What may be missing is not read unguarded; the error says what to write."""
    (error,) = check(parse(source), NAMES).errors
    assert (error.what, error.column) == (f"“{path}” may be missing.", column)
    assert error.remedy == f"Write known({path}) and … before it is read."


def test_all_errors_come_at_once_by_column() -> None:
    """One check finds every error, and an error causes no others."""
    errors = check(parse("failure.x + 1 > 2 and case.tier == 'hi' or nobody.y.z"), NAMES).errors
    assert [error.column for error in errors] == [9, 36, 44]


def test_what_a_condition_makes_certain_carries_on() -> None:
    """The guarantees of a step's condition hold for its other expressions."""
    known = guarantees(parse("known(failure.leg.seat) and outcome('seats.hold') == 'done'"))
    assert {"failure.leg", "failure.leg.seat", 'result("seats.hold")'} <= known
    reading = parse("[failure.leg.seat, result('seats.hold').hold]")
    assert len(check(reading, NAMES).errors) == 3
    assert check(reading, Names(NAMES.roots, NAMES.asked, known)).errors == ()
    assert guarantees(parse("known(failure.leg) or failure.lost")) == frozenset()


@pytest.mark.parametrize(
    ("given", "wanted", "answer"),
    [
        (TEXT, TEXT, True),
        (TIER, TEXT, True),
        (TEXT, TIER, False),
        (OneOf(("high",)), TIER, True),
        (OneOf(("low",)), TIER, False),
        (ANY, MONEY, True),
        (MONEY, ANY, True),
        (SEALED, TEXT, False),
        (ListOf(TIER), ListOf(TEXT), True),
        (ListOf(TEXT), ListOf(INTEGER), False),
        (PASSENGER, RecordOf({"id": FieldOf(TEXT)}), True),
        (RecordOf({"id": FieldOf(TEXT)}), PASSENGER, False),
        (RecordOf({"age": FieldOf(INTEGER)}), RecordOf({"age": FieldOf(INTEGER, optional=True)}), True),
        (RecordOf({"age": FieldOf(INTEGER, optional=True)}), RecordOf({"age": FieldOf(INTEGER)}), False),
        (RecordOf({}), RecordOf({"age": FieldOf(INTEGER, optional=True)}), True),
    ],
)
def test_which_type_fits_which(given: Type, wanted: Type, answer: bool) -> None:
    """A type fits where all its values do."""
    assert fits(given, wanted) is answer


def test_types_join() -> None:
    """What may be either of two has a type that takes both, or none."""
    assert joined(OneOf(("a", "b")), OneOf(("b", "c"))) == OneOf(("a", "b", "c"))
    assert joined(TIER, TEXT) == TEXT
    assert joined(ListOf(ANY), ListOf(MONEY)) == ListOf(ANY)
    assert joined(MONEY, TEXT) is None
