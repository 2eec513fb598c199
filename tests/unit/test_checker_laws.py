"""Laws of the checker: every bound holds to its last unit, and what is legal lies right beside what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations, product

import pytest

from domain.clock.duration import Duration
from domain.money import Money
from domain.playbook import mass_failure, matrix
from domain.playbook.answers import is_a
from domain.playbook.calendar import EARLIEST, LATEST, MOST_DAYS, MOST_YEARS, compile_calendar
from domain.playbook.findings import MOST, At, Report
from domain.playbook.load import DEEPEST, LARGEST, load
from domain.playbook.plan import FactType, Together
from domain.risk import LEVELS, LIKELIHOODS, SCALES, TIERS
from domain.values import Person, Sealed, Value
from tests.unit.test_playbook_samples import DESK, WORDS, compiled, plan_of, playbook

Text = Callable[[int], str]
PAY = "remedy: refund, amount: 5 USD, pay: vouchers.issue"
LOOP = "{each: b, in: =failure.bags, by: =b.id, at_most: AT_MOST, at_once: AT_ONCE, steps: [{tell: sorry}]}"
COVER = (
    "{remedy: costs, up_to: 9 USD, against: receipts, for: {en: C, id: B}, within: 9 days, at_most: MOST, "
    "pay: vouchers.issue}"
)


def steps(text: str) -> str:
    """Return a playbook with one step."""
    return playbook(steps=f"[{text}]")


def listed(count: int, item: Callable[[int], str]) -> str:
    """Return so many items."""
    return ", ".join(item(number) for number in range(count))


def _rungs(count: int) -> str:
    rungs = [f"{{role: r, up_to: [{number + 1} USD]}}" for number in range(count - 1)]
    above = ", ".join([*rungs, "{role: r}"][-count:]) if count else ""
    return steps(f"{{{PAY}, authority: {{above: [{above}]}}}}")


BOUNDS: dict[str, tuple[int, int, Text]] = {
    "words of a fact": (1, 50, lambda n: playbook(facts=f"{{way: [{listed(n, lambda k: f'w{k}')}]}}")),
    "rungs of an authority": (1, 10, _rungs),
    "rungs of an escalation": (0, 10, lambda n: playbook(
        escalation=f"{{high: [{listed(n, lambda k: f'{{after: {k + 1}h, up: r}}')}]}}")),
    "follow-ups": (1, 10, lambda n: playbook(
        follow_up=f"[{listed(n, lambda k: f'{{after: 1h, call: r, {WORDS}, id: c{k}}}')}]")),
    "interrupts": (1, 50, lambda n: playbook(
        whenever=f"[{listed(n, lambda k: '{when: failure.flag, steps: [{wait: {for: 1h}}]}')}]")),
    "level of a skill": (1, 5, lambda n: steps(f"{{ask: a, {DESK}, {WORDS}, skill: {{typing: {n}}}}}")),
    "tries": (1, 100, lambda n: steps(f"{{tell: sorry, retry: {{tries: {n}}}}}")),
    "rounds of a loop": (1, 10_000, lambda n: steps(LOOP.replace("AT_MOST", str(n)).replace("AT_ONCE", "1"))),
    "rounds at once": (1, 7, lambda n: steps(LOOP.replace("AT_MOST", "7").replace("AT_ONCE", str(n)))),
    "receipts": (1, 100, lambda n: steps(COVER.replace("MOST", str(n)))),
    "branches to wait for": (1, 3, lambda n: steps(
        f"{{together: {{a: [{{tell: sorry}}], b: [{{wait: {{for: 1h}}}}], c: [{{tell: csat}}]}}, wait_for: {n}}}")),
    "branches": (2, 200, lambda n: steps(f"{{together: {{{listed(n, lambda k: f'b{k}: [{{wait: {{for: 1h}}}}]')}}}}}")),
    "facts": (1, 200, lambda n: playbook(facts=f"{{{listed(n, lambda k: f'f{k}: text')}}}")),
    "signs of a name": (0, 80, lambda n: playbook(owner="x" * n)),
    "signs of a field": (0, 60, lambda n: playbook(facts=f"{{{'x' * max(n, 1)}: text}}")),
}  # fmt: skip
"""What is bounded: its least and its most, and a playbook with so many."""


def _refused(text: str) -> bool:
    return bool({finding.rule for finding in compiled(text)[1]} & {"out-of-range", "bad-name"})


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_holds_to_its_last_unit(name: str) -> None:
    """The least and the most are legal; one less and one more is told."""
    least, most, text = BOUNDS[name]
    assert [_refused(text(count)) for count in (least, most)] == [False, False]
    assert [_refused(text(count)) for count in (least - 1, most + 1) if count >= 0] == [True] * (2 if least else 1)


@pytest.mark.parametrize(("written", "count"), [("all", 0), ("3", 0), ("2", 2), ("1", 1), ("any", 1)])
def test_to_wait_for_each_branch_is_to_wait_for_all(written: str, count: int) -> None:
    """However it is said, the plan says it in one way: no count stands for all, one for any."""
    branches = "{a: [{tell: apology}], b: [{wait: {for: 1h}}], c: [{tell: csat}]}"
    step = plan_of(steps(f"{{together: {branches}, wait_for: {written}}}")).steps[0]
    assert isinstance(step, Together)
    assert step.wait_for == count


def test_limits_are_counted_before_they_are_read() -> None:
    """There are fewer currencies than limits that are read; what goes beyond is told as too many, not as twice."""
    for count, rule in ((40, "bad-name"), (41, "out-of-range")):
        limits = listed(count, lambda _: "5 USD")
        text = steps(f"{{{PAY}, authority: {{auto_up_to: [{limits}], above: [{{role: r}}]}}}}")
        assert {finding.rule for finding in compiled(text)[1]} == {rule}


def test_a_playbook_has_at_most_a_thousand_steps() -> None:
    """The thousandth step is read, and from the next one on it is told once."""
    text = [playbook(steps=f"[{listed(count, lambda k: '{wait: {for: 1h}}')}]") for count in (1_000, 1_001, 1_003)]
    assert [[finding.rule for finding in compiled(each)[1]] for each in text] == [
        [], ["too-many-steps"], ["too-many-steps"],
    ]  # fmt: skip


def test_a_file_has_a_most_of_size_and_depth() -> None:
    """As many bytes as are allowed and as deep as is allowed is read; one more is refused."""
    filled = "a: x\n#" + "x" * (LARGEST - 6)
    for text, rule in ((filled, []), (filled + "x", ["yaml-size"])):
        assert [finding.rule for finding in load(text, "f")[1].findings] == rule
    for depth, rule in ((DEEPEST, []), (DEEPEST + 1, ["yaml-depth"])):
        text = "[" * depth + "x" + "]" * depth
        assert [finding.rule for finding in load(text, "f")[1].findings] == rule


def test_a_report_holds_so_many_findings() -> None:
    """A thousand are kept, each once, and it is told when no more are."""
    report = Report("f", "a: x\n")
    for number in range(MOST):
        assert not report.full
        for _ in range(2):
            report.add("bad-name", At(1, 1), f"finding {number}")
    assert report.full
    report.add("bad-name", At(1, 1), "one more")
    assert len(report.findings) == MOST


@pytest.mark.parametrize("opened", ["{b: x", "[b, c", '"x', "'x", "{b: [c, {d: e"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n", "\n  # a comment"])
def test_what_is_not_closed_is_told_within_the_file(opened: str, tail: str) -> None:
    """A file that ends too early is told once, at a place it has, whatever stands before and behind."""
    lines = ["first: a line that is longer than all the others", "second: x", f"a: {opened}"]
    text = "\n".join(lines) + tail
    (finding,) = load(text, "f")[1].findings
    assert finding.rule == "yaml-syntax"
    written = text.split("\n")
    assert 3 <= finding.line <= len(written)
    assert 1 <= finding.column <= len(written[finding.line - 1]) + 1
    assert finding.line == 3 or finding.column == len(written[finding.line - 1]) + 1


@pytest.mark.parametrize("blanks", [0, 1, 2])
def test_a_tab_is_told_where_it_stands(blanks: int) -> None:
    """However many blanks stand before it in the indentation; behind other signs it is no matter of indentation."""
    for line in ("\tb: x", "\t- b", "\t{b: x}"):
        (finding,) = load(f"a:\n  c: x\n{' ' * blanks}{line}\n", "f")[1].findings
        assert (finding.line, finding.column) == (3, blanks + 1)
        assert "tab" in finding.message
    assert not load("a:\tx\nb: x\ty\n", "f")[1].findings


@pytest.mark.parametrize("before", [0, 1, 2, 3])
@pytest.mark.parametrize("behind", [0, 1, 2])
def test_a_number_cut_by_a_comma_is_told_wherever_it_stands(before: int, behind: int) -> None:
    """In a list in brackets, in a value of braces, and between others that are whole."""
    others, rest = "a b, " * before, ", a b" * behind
    text = f"x: [{others}1,500 USD{rest}]"
    assert [(f.rule, f.column) for f in load(text, "f")[1].findings] == [("yaml-split-value", 5 + len(others))]
    for other in ("{a: b}", "[a]"):
        mixed = f"x: [{other}, {others}1,500 USD{rest}]"
        assert [f.rule for f in load(mixed, "f")[1].findings] == ["yaml-split-value"]
    whole = f"x: [{others}'1,500 USD'{rest}]"
    assert not load(whole, "f")[1].findings
    pairs = "".join(f"k{number}: a b, " for number in range(before))
    told = f"{{{pairs}x: 1,500 USD{''.join(f', q{number}: a' for number in range(behind))}}}"
    assert [(f.rule, f.column) for f in load(told, "f")[1].findings] == [("yaml-split-value", 5 + len(pairs))]


# --- Calendars -------------------------------------------------------------------------------------------------------
def _calendar(first: date, last: date, more: str = "") -> list[str]:
    text = (
        f"calendar: c\nzone: UTC\ncovers: {{from: {first}, to: {last}}}\n"
        f'offsets: [{{since: {first - timedelta(days=1)}T00:00:00Z, offset: "+00:00"}}]\n'
        f"hours: {{mon: closed, tue: closed, wed: closed, thu: closed, fri: closed, sat: closed, sun: closed}}\n{more}"
    )
    return [finding.rule for finding in compile_calendar(text, "f")[1]]


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "legal"),
    [
        (EARLIEST, EARLIEST, True), (EARLIEST - DAY, EARLIEST, False), (LATEST, LATEST, True),
        (LATEST, LATEST + DAY, False), (date(2026, 1, 2), date(2026, 1, 1), False),
        (date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=366 * MOST_YEARS - 1), True),
        (date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=366 * MOST_YEARS), False),
    ],
)  # fmt: skip
def test_what_a_calendar_covers_has_ends(first: date, last: date, legal: bool) -> None:
    """From the earliest day to the latest one, in order, and not too many years."""
    assert _calendar(first, last) == ([] if legal else ["calendar-days"])


@pytest.mark.parametrize(
    ("day", "legal"),
    [("2026-03-01", True), ("2026-02-28", False), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_days_of_a_calendar_are_covered(day: str, legal: bool) -> None:
    """The first and the last day that are covered may be holidays or worked, the days beside them may not."""
    for more in (f"holidays: {{{day}: {{name: N}}}}", f"worked: {{{day}: 09:00-10:00}}"):
        assert _calendar(date(2026, 3, 1), date(2026, 3, 31), more) == ([] if legal else ["calendar-days"])


def test_holidays_have_a_most() -> None:
    """Two thousand are read; more are not."""
    days = [date(2026, 1, 1) + DAY * number for number in range(MOST_DAYS + 1)]
    for count, rules in ((MOST_DAYS, []), (MOST_DAYS + 1, ["out-of-range"])):
        written = ", ".join(f"{day}: {{name: N}}" for day in days[:count])
        assert _calendar(days[0], days[-1], f"holidays: {{{written}}}") == rules


# --- The house -------------------------------------------------------------------------------------------------------
def _matrix(levels: Sequence[Sequence[str]]) -> list[str]:
    rows = [
        f"{level}: {{{', '.join(f'{name}: {tier}' for name, tier in zip(LIKELIHOODS, row, strict=True))}}}"
        for level, row in zip(LEVELS, levels, strict=True)
    ]
    scales = [f"{scale}: {{{', '.join(rows)}}}" for scale in SCALES]
    return [f.rule for f in matrix.compile_risk_matrix(f"risk-matrix: m\ntiers: {{{', '.join(scales)}}}\n", "f")[1]]


def test_a_matrix_rises_in_both_directions() -> None:
    """It is legal exactly when no tier is lower than the one before it, in any pair of neighbours."""
    flat = [[TIERS[1]] * len(LIKELIHOODS) for _ in LEVELS]
    assert _matrix(flat) == []
    for row, column, tier in product(range(len(LEVELS)), range(len(LIKELIHOODS)), (TIERS[0], TIERS[2])):
        found = [list(each) for each in flat]
        found[row][column] = tier
        last = (row, column) == ((len(LEVELS) - 1, len(LIKELIHOODS) - 1) if tier == TIERS[2] else (0, 0))
        assert bool(_matrix(found)) is not last, (row, column, tier)


def test_the_engine_refuses_only_what_is_not_confirmed() -> None:
    """Of its own contracts one has a refusal, and a plain yes alone prevents it."""
    contracts = (mass_failure.OPEN, mass_failure.CONFIRM, mass_failure.END)
    for contract, answer in product(contracts, (True, False, None, "yes", 1)):
        refused = contract is mass_failure.CONFIRM and answer is not True
        assert mass_failure.refusal(contract, {"confirmed": answer}) == ("not_confirmed" if refused else "")
    assert mass_failure.refusal(mass_failure.CONFIRM, {}) == "not_confirmed"


# --- Answers ---------------------------------------------------------------------------------------------------------
VALUES: list[tuple[Value, set[str]]] = [
    ("late", {"text", "words"}), ("other", {"text"}), (Sealed("v_1", "note"), {"text"}), (7, {"integer"}),
    (True, {"yes_no"}), (False, {"yes_no"}), (date(2026, 1, 31), {"date"}), (Duration(5), {"duration"}),
    (datetime(2026, 1, 31, tzinfo=UTC), {"instant"}), (Money("USD", 5), {"money"}), ((), {"records"}),
    (Person("cu_1"), {"person"}), (None, set()),
]  # fmt: skip


@pytest.mark.parametrize("kind", sorted({kind for _, kinds in VALUES for kind in kinds}))
def test_a_value_is_of_the_types_it_can_fill(kind: str) -> None:
    """Every value is of its own type and of no other: yes is no number, an instant no date, a word one of the words."""
    declared = FactType.model_validate({"type": kind, "words": ("late",) if kind == "words" else ()})
    assert [value for value, _ in VALUES if is_a(value, declared)] == [v for v, kinds in VALUES if kind in kinds]


# --- What rises ------------------------------------------------------------------------------------------------------
RISING: dict[str, tuple[str, Callable[[Sequence[int]], list[str]]]] = {
    "rungs of an escalation": ("ladder", lambda order: _rules(playbook(
        escalation=f"{{high: [{', '.join(f'{{after: {hours}h, up: r}}' for hours in order)}]}}"))),
    "rungs of an authority": ("ladder", lambda order: _rules(steps(
        f"{{{PAY}, authority: {{above: "
        f"[{', '.join(f'{{role: r, up_to: [{n} USD]}}' for n in order)}, {{role: r}}]}}}}"))),
    "holidays": ("calendar-days", lambda order: _calendar(
        date(2026, 3, 1), date(2026, 3, 31),
        f"holidays: {{{', '.join(f'2026-03-0{day}: {{name: N{day}}}' for day in order)}}}")),
    "hours of a day": ("bad-hours", lambda order: [f.rule for f in compile_calendar(
        f"calendar: c\nzone: UTC\ncovers: {{from: 2026-01-01, to: 2026-01-02}}\n"
        f'offsets: [{{since: 2025-12-31T00:00:00Z, offset: "+00:00"}}]\n'
        f"hours: {{mon: [{', '.join(f'1{n}:00-1{n}:30' for n in order)}], tue: closed, wed: closed, thu: closed, "
        f"fri: closed, sat: closed, sun: closed}}", "f")[1]]),
    "offsets": ("bad-offset", lambda order: [f.rule for f in compile_calendar(
        "calendar: c\nzone: UTC\ncovers: {from: 2026-01-05, to: 2026-01-06}\noffsets: ["
        + ", ".join(f'{{since: 2026-01-0{day}T00:00:00Z, offset: "+00:00"}}' for day in order)
        + "]\nhours: {mon: closed, tue: closed, wed: closed, thu: closed, fri: closed, sat: closed, sun: closed}",
        "f")[1]]),
}  # fmt: skip
"""What has to rise from one item to the next, and what is found where its items stand in an order."""


def _rules(text: str) -> list[str]:
    return [finding.rule for finding in compiled(text)[1]]


@pytest.mark.parametrize("name", RISING)
def test_what_rises_rises_from_each_item_to_the_next(name: str) -> None:
    """Of all orders of three, and of two alike (days are keys, of which none stands twice), the rising one is legal."""
    rule, found = RISING[name]
    assert found((1, 2, 3)) == []
    for order in (*permutations((1, 2, 3)), (1, 1, 2), (1, 2, 2)):
        rises = all(one < other for one, other in pairwise(order))
        rules = set(found(order)) - {"yaml-duplicate-key"}
        assert rules == (set() if rises or (len({*order}) < len(order) and "holidays" in name) else {rule}), order
