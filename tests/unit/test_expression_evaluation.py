"""What expressions evaluate to, and how they fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from domain.clock import Duration
from domain.expression import EvaluationError, inputs, parse
from domain.money import Money
from domain.values import Person, Sealed, Value

HOUR = 3_600_000
ANN = Person("cu_ann")


@dataclass
class Facts:
    """A scope out of two tables."""

    roots: Mapping[str, Value]
    answers: Mapping[tuple[str, str], Value] = field(default_factory=dict)

    def root(self, name: str) -> Value:
        """Look a root up."""
        return self.roots[name]

    def ask(self, function: str, name: str) -> Value:
        """Look an answer up."""
        return self.answers[function, name]


FLIGHT = Facts(
    {
        "failure": {
            "delay": Duration(4 * HOUR),
            "next_flight": "VN 123",
            "passengers": (
                {"id": "p1", "person": ANN, "fare": Money("USD", 10_000), "age": 8},
                {"id": "p2", "person": Person("cu_bob"), "fare": Money("USD", 20_000)},
            ),
            "note": Sealed("v_1", "00"),
            "gone": None,
            "local": Money("VND", 250_000),
            "bags": 2,
            "odd key": True,
        },
        "case": MappingProxyType({"tier": "high", "opened_at": datetime(2026, 11, 23, 23, 30, tzinfo=UTC)}),
        "customer": {"vulnerable": False, "regular": True},
        "due": date(2026, 12, 1),
        "none": None,
    },
    {("result", "seats.hold"): {"hold": "H1"}, ("chosen", "way"): "rebook", ("outcome", "way"): "done"},
)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('failure.delay >= duration("3h")', True),
        ('failure.delay >= duration("3h") and case.tier == "high" and not customer.vulnerable', True),
        ('chosen("way") == "rebook"', True),
        ('result("seats.hold").hold', "H1"),
        ('failure["odd key"]', True),
        ("failure.passengers[1].id", "p2"),
        ("failure.passengers[failure.bags - 1].id", "p2"),
        ("size(failure.passengers) + failure.passengers.size()", 4),
        ("failure.passengers.map(p, p.fare)", (Money("USD", 10_000), Money("USD", 20_000))),
        ("failure.passengers.filter(p, p.fare > money('150 USD')).map(p, p.id)", ("p2",)),
        ("failure.passengers.all(p, p.fare > failure.passengers[0].fare)", False),
        ("failure.passengers.exists(p, known(p.age) and p.age < 12)", True),
        ("failure.passengers.map(p, failure.passengers.filter(q, q.fare < p.fare).map(q, q.id))", ((), ("p1",))),
        ("[[1, 2], [3]].map(x, x.map(x, x * x))", ((1, 4), (9,))),
        ("failure.passengers[0].person == failure.passengers[1].person", False),
        ("share(failure.passengers[0].fare, 125)", Money("USD", 12_500)),
        ("share(money('0.05 USD'), 50)", Money("USD", 2)),
        ("money('1 USD') * 3 - money('0.50 USD')", Money("USD", 250)),
        ("2 * money('1 USD') + -money('1 USD')", Money("USD", 100)),
        ("failure.delay * 2 - duration('30m')", Duration(7 * HOUR + HOUR // 2)),
        ("2 * duration('1h') == duration('120m')", True),
        ("-failure.delay", Duration(-4 * HOUR)),
        ("7 - 2 * 3", 1),
        ("failure.bags > 1 ? 'many' : 'few'", "many"),
        ("true ? 1 : failure.absent", 1),
        ("failure.next_flight.startsWith('VN') and failure.next_flight.endsWith('3')", True),
        ("failure.next_flight.contains(' ')", True),
        ("size('Chuyến ✈')", 8),
        ("case.tier in ['high', 'critical']", True),
        ("1 in []", False),
        ("date('2026-12-24') > due", True),
        ("days_between(due, date('2026-12-24'))", 23),
        ("days_between(date('2026-12-24'), due)", -23),
        ("days_between(case.opened_at, due)", 8),
        ("case.opened_at <= case.opened_at", True),
        ("'a' < 'b' and false < true", True),
        ("failure.note", Sealed("v_1", "00")),
        ("customer.regular ? failure.note : 'x'", Sealed("v_1", "00")),
    ],
)
def test_values(source: str, value: Value) -> None:
    """An expression has this value."""
    assert parse(source).evaluate(FLIGHT) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 == 1", True),
        ("1 == true", False),
        ("0 == false", False),
        ("1 != '1'", True),
        ("true in [1]", False),
        ("1 in [true, '1', 1]", True),
        ("[1, [true]] == [1, [true]]", True),
        ("[1, [true]] == [1, [1]]", False),
        ("[1, 2] == [1]", False),
        ("[] == []", True),
        ("failure == failure", True),
        ("failure.passengers[0] == failure.passengers[1]", False),
        ("failure.passengers[0] in failure.passengers", True),
        ("money('1 USD') == money('1 EUR')", False),
        ("due == case.opened_at", False),
        ("duration('60m') == duration('1h')", True),
    ],
)
def test_equality_is_by_kind(source: str, value: Value) -> None:
    """As in CEL at run time, things of different kinds are unequal; lists and records compare by their parts."""
    safe = {name: part for name, part in dict(FLIGHT.roots)["failure"].items() if name != "note"}  # type: ignore[union-attr]
    assert parse(source).evaluate(Facts({**FLIGHT.roots, "failure": safe})) is value


@pytest.mark.parametrize("bad", ["failure.absent", "1", "(1 < 'a')", "'text'"])
@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("{} and false", False),
        ("false and {}", False),
        ("{} or true", True),
        ("true or {}", True),
        ("true and {} and false", False),
        ("false or {} or true", True),
        ("not ({0} or true)", False),
        ("{0} and {0} and false", False),
    ],
)
def test_what_decides_outweighs_failures(shape: str, bad: str, value: bool) -> None:
    """What decides outweighs a failure or a value that is no condition, on either side."""
    assert parse(shape.format(bad)).evaluate(FLIGHT) is value


@pytest.mark.parametrize("bad", ["failure.absent", "1", "(1 < 'a')", "'text'"])
@pytest.mark.parametrize(
    "shape", ["{} and true", "true and {}", "{} or false", "false or {}", "{0} and {0}", "{0} or {0}"]
)
def test_failures_count_where_nothing_decides(shape: str, bad: str) -> None:
    """Where no other condition decides, the failure is the outcome."""
    with pytest.raises(EvaluationError):
        parse(shape.format(bad)).evaluate(FLIGHT)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("failure.passengers.exists(p, p.age < 12)", True),
        ("failure.passengers.all(p, p.age > 12)", False),
        ("[3, 2, 'x', 1].all(x, x > 2)", False),
        ("[1, 'x', 3].exists(x, x > 2)", True),
        ("[].all(x, x)", True),
        ("[].exists(x, x)", False),
    ],
)
def test_macros_outweigh_failures(source: str, value: bool) -> None:
    """`all` and `exists` are `and` and `or` over the list: one item can decide although another fails."""
    assert parse(source).evaluate(FLIGHT) is value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("known(failure.delay)", True),
        ("known(failure.absent)", False),
        ("known(failure.gone)", False),
        ("known(failure.note)", True),
        ("known(failure.absent.deeper)", False),
        ("known(failure.delay.deeper)", False),
        ("known(failure.passengers[1])", True),
        ("known(failure.passengers[2])", False),
        ("known(failure.passengers[0].age)", True),
        ("known(failure.passengers[1].age)", False),
        ("known(nobody)", False),
        ("known(none)", False),
        ('known(result("seats.hold"))', True),
        ('known(result("seats.hold").hold)', True),
        ('known(result("other").hold)', False),
    ],
)
def test_known(source: str, value: bool) -> None:
    """`known` asks whether something is there, private or not, and never fails over it."""
    assert parse(source).evaluate(FLIGHT) is value


@pytest.mark.parametrize(
    ("source", "column", "says"),
    [
        ("failure.absent", 9, "failure.absent is missing."),
        ("failure.gone", 9, "failure.gone is missing."),
        ("failure.gone.more", 14, "failure.gone.more is missing."),
        ("none", 1, "none is missing."),
        ("nobody.x", 8, "nobody is not known here."),
        ('result("other").x', 17, 'result("other").x is missing.'),
        ("failure.bags.more", 14, "an integer has no “more”"),
        ("failure.passengers.map(p, p.age)", 29, "p.age is missing."),
        ("failure.passengers[2]", 19, "There is no item 2"),
        ("failure.passengers[-1]", 19, "There is no item -1"),
        ("failure.passengers[true]", 19, "A list has no item by a yes_no."),
        ("failure[case.tier]", 8, "A record has no item by a text."),
        ("failure.bags < 'a'", 14, "An integer and a text have no order."),
        ("failure < failure", 9, "A record and a record have no order."),
        ("due < case.opened_at", 5, "A date and an instant have no order."),
        ("failure.local > money('1 USD')", 15, "VND and USD cannot be mixed"),
        ("failure.local + money('1 USD')", 15, "VND and USD cannot be mixed"),
        ("'a' + 'b'", 5, "A text and a text cannot be added."),
        ("[1] + [2]", 5, "A list and a list cannot be added."),
        ("true + true", 6, "A yes_no and a yes_no cannot be added."),
        ("money('1 USD') * money('1 USD')", 16, "cannot be multiplied"),
        ("duration('1h') * duration('1h')", 16, "cannot be multiplied"),
        ("due - due", 5, "A date and a date cannot be subtracted."),
        ("-'a'", 1, "A text has no opposite."),
        ("-true", 1, "A yes_no has no opposite."),
        ("!failure.bags", 1, "“not” needs a condition, this is an integer."),
        ("failure.bags ? 1 : 2", 14, "“?” needs a condition"),
        ("1 and true", 3, "“and” needs a condition, this is an integer."),
        ("[1].filter(x, x)", 5, "“filter” needs a condition"),
        ("[1].all(x, x)", 5, "“all” needs a condition"),
        ("failure.map(x, x)", 9, "“map” needs a list, this is a record."),
        ("1 in 2", 3, "“in” needs a list, this is an integer."),
        ("size(1)", 1, "An integer has no size."),
        ("size(failure)", 1, "A record has no size."),
        ("failure.bags.startsWith('a')", 14, "“startsWith” needs two texts, these are an integer and a text."),
        ("[1].contains(1)", 5, "“contains” needs two texts"),
        ("share(1, 2)", 1, "share() needs money and an integer, these are an integer and an integer."),
        ("share(money('1 USD'), true)", 1, "share() needs money and an integer"),
        ("days_between(due, 1)", 1, "days_between() needs dates or instants, this is an integer."),
        ("9007199254740991 + 1", 18, "larger than can be kept"),
        ("9007199254740991 * 9007199254740991", 18, "larger than can be kept"),
        ("money('90071992547409.91 USD') + money('0.01 USD')", 32, "beyond what can be kept"),
        ("share(money('90071992547409.91 USD'), 200)", 1, "beyond what can be kept"),
        ("duration('800000h') * 2", 21, "longer than a hundred years"),
        ("failure.note == 'x'", 14, "only known() may ask about it"),
        ("'x' in [failure.note]", 5, "only known() may ask about it"),
        ("failure.note.contains('x')", 14, "these are a private text and a text"),
        ("size(failure.note)", 1, "A private text has no size."),
    ],
)
def test_failures(source: str, column: int, says: str) -> None:
    """An expression without a value says why and where, and shows no data of the case."""
    with pytest.raises(EvaluationError) as failed:
        parse(source).evaluate(FLIGHT)
    assert says in failed.value.what
    assert failed.value.column == column
    assert "v_1" not in str(failed.value)


def test_instants_without_a_zone_fail() -> None:
    """A moment that names no zone is not compared and not counted by the machine's own zone."""
    scope = Facts({"naive": datetime(2026, 1, 1), "instant": datetime(2026, 1, 1, tzinfo=UTC)})  # noqa: DTZ001 — on purpose
    for source in ("naive < instant", "days_between(naive, instant)"):
        with pytest.raises(EvaluationError):
            parse(source).evaluate(scope)


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ('failure.delay > duration("3h") or failure.absent', {"failure.delay": Duration(4 * HOUR)}),
        ('result("seats.hold").hold == "x"', {'result("seats.hold").hold': "H1"}),
        ('result("other").hold == "x"', {}),
        ("known(failure.note)", {"failure.note": Sealed("v_1", "00")}),
        ("failure.passengers[0].person == failure.passengers[1].person", {"failure.passengers": 2}),
        (
            "failure.passengers.exists(p, p.id == failure.next_flight)",
            {"failure.passengers": 2, "failure.next_flight": "VN 123"},
        ),
        ("known(failure.gone) or none == 1", {}),
        ("1 == 1", {}),
    ],
)
def test_inputs(source: str, read: dict[str, Value]) -> None:
    """The inputs of an evaluation are what it names, by path, references as they are, without what is missing."""
    found = {k: len(v) if isinstance(v, tuple) else v for k, v in inputs(parse(source), FLIGHT).items()}
    assert found == read


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("failure.at + duration('90m')", datetime(2026, 3, 2, 10, 30, tzinfo=UTC)),
        ("duration('1h') + failure.at", datetime(2026, 3, 2, 10, 0, tzinfo=UTC)),
        ("failure.at - duration('9h')", datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
        ("failure.at - (failure.at - duration('5m'))", Duration(300_000)),
    ],
)
def test_instants_move_by_durations(source: str, value: Value) -> None:
    """An instant and a span make an instant; two instants make a span."""
    scope = Facts({"failure": {"at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC)}})
    assert parse(source).evaluate(scope) == value
