"""Tables of numbers, and the dates of versions: every small one there is, against counting points and days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

import pytest

from domain.playbook.findings import Finding
from tests.support.packs import found, rule, text

POINTS = [half / 2 for half in range(12)]
"""Halves too: between two whole numbers there is something, for what a table is over may be a duration."""
FAR = "far: {type: integer, unit: km, words: {en: how far}}"
COVERS: Mapping[str, Callable[[float, int], bool]] = {
    "from": lambda point, end: point >= end, "over": lambda point, end: point > end,
    "up_to": lambda point, end: point <= end, "below": lambda point, end: point < end,
}  # fmt: skip
Line = dict[str, int]


def _lines(lows: list[Line], highs: list[Line]) -> Iterator[Line]:
    yield from (low | high for low, high in product(lows, highs))


LOWS: list[Line] = [{}, *({word: end} for word in ("from", "over") for end in (0, 1, 2, 3))]
HIGHS: list[Line] = [{}, *({word: end} for word in ("up_to", "below") for end in (1, 2, 3))]
FIRST = [*_lines([{}, {"from": 0}, {"over": 0}, {"from": 1}], HIGHS)]
LAST = [*_lines(LOWS, [{}, {"up_to": 3}, {"below": 4}])]
MIDDLE = [{low: 1, high: end} for low in ("from", "over") for high in ("up_to", "below") for end in (1, 2)]


def _table(lines: list[Line]) -> str:
    written = [
        {**{word: f"{end} km" for word, end in line.items()}, "is": f"{n} EUR"} for n, line in enumerate(lines, 1)
    ]
    return f"{{over: far, bands: [{', '.join(_mapping(line) for line in written)}]}}"


def _mapping(line: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{word}: {end}" for word, end in line.items()) + "}"


def _complete(lines: list[Line]) -> bool:
    """Say whether every point is in one line, each line has points, and lines rise."""
    of = [[n for n, line in enumerate(lines) if all(COVERS[w](point, e) for w, e in line.items())] for point in POINTS]
    if any(len(each) != 1 for each in of):
        return False
    places = [each[0] for each in of]
    return places == sorted(places) and {*places} == {*range(len(lines))}


@pytest.mark.parametrize("tables", [[[one] for one in FIRST], [[*each] for each in product(FIRST, LAST)],
                                    [[{"up_to": 1}, line, last] for line in MIDDLE for last in LAST]],
                         ids=["one line", "two lines", "three lines"])  # fmt: skip
def test_a_table_is_legal_when_everything_is_in_one_line(tables: list[list[Line]]) -> None:
    """Nothing left out, nothing twice, no line without anything, and lines that rise; all else is found."""
    for lines in tables:
        wrong = found(text(rule(_table(lines)), FAR))
        assert (wrong == []) is _complete(lines), lines
        assert {each.rule for each in wrong} <= {"bands"}


def test_what_is_said_to_be_written_makes_a_table_legal() -> None:
    """Whoever does what the first finding says, again and again, soon has a legal table, or a line without anything."""
    for lines in ([*each] for each in product(FIRST, LAST)):
        now, wrong = [dict(line) for line in lines], found(text(rule(_table(lines)), FAR))
        for _ in range(5):
            if wrong and _follow(now, wrong[0]):
                wrong = found(text(rule(_table(now)), FAR))
        assert not wrong or wrong[0].remedy in LEFT_TO_THE_WRITER, lines


LEFT_TO_THE_WRITER = (
    "Let its upper end be above its lower end.", "Write below: or up_to: into the line before.",
)  # fmt: skip


def _follow(lines: list[Line], wrong: Finding) -> bool:
    """Do what a finding about a table says; False where it leaves that to the writer."""
    told = re.search(r"(Begin|End|Write) .*?(from|over|up_to|below): (\d+) km", wrong.remedy)
    if told is None:
        return False
    where, word, end = told[1], told[2], int(told[3])
    place = wrong.source[: wrong.column].count("is:")
    if where == "Begin":
        lines.insert(place, {word: end})
    elif where == "End":
        lines.insert(place + 1, {word: end})
    else:
        high = {each: size for each, size in lines[place].items() if each in {"up_to", "below"}}
        lines[place] = {word: end} | high
    return True


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([{"from": 1}], "Nothing is said of less than 1 km. → Begin with a line {below: 1 km, is: nothing}."),
        ([{"over": 1}], "Nothing is said of up to 1 km. → Begin with a line {up_to: 1 km, is: nothing}."),
        ([{"over": 0}], "Nothing is said of up to 0 km. → Begin with a line {up_to: 0 km, is: nothing}."),
        ([{"up_to": 2}], "Nothing is said of more than 2 km. → End with a line {over: 2 km, is: …}."),
        ([{"below": 2}], "Nothing is said of 2 km and more. → End with a line {from: 2 km, is: …}."),
        ([{"below": 2}, {"over": 2}], "2 km is in no line. → Write from: 2 km here."),
        ([{"below": 2}, {"from": 3}], "What is between 2 km and 3 km is in no line. → Write from: 2 km here."),
        ([{"up_to": 2}, {"from": 3}], "What is between 2 km and 3 km is in no line. → Write over: 2 km here."),
        ([{"up_to": 2}, {"from": 2}], "2 km is in this line and in the one before. → Write over: 2 km here."),
        ([{"up_to": 3}, {"from": 2}],
         "From 2 km to 3 km all is in this line and in the one before. → Write over: 3 km here."),
        ([{"up_to": 3}, {}], "This line has no lower end. → Write over: 3 km."),
        ([{"below": 3}, {}], "This line has no lower end. → Write from: 3 km."),
        ([{}, {"from": 3}], "The line before has no upper end. → Write below: or up_to: into the line before."),
        ([{}, {}], "This line has no lower end. → Write below: or up_to: into the line before."),
        ([{"below": 2}, {"from": 2, "below": 2}, {"from": 2}],
         "Nothing is in this line. → Let its upper end be above its lower end."),
        ([{"below": 2}, {"from": 2, "up_to": 1}, {"over": 1}],
         "Nothing is in this line. → Let its upper end be above its lower end."),
    ],
)  # fmt: skip
def test_what_a_table_lacks_is_said(lines: list[Line], said: str) -> None:
    """Which numbers are left out or there twice, and what to write."""
    (wrong,) = found(text(rule(_table(lines)), FAR))
    assert f"{wrong.message} → {wrong.remedy}" == said


@pytest.mark.parametrize("words", [("from", "over"), ("up_to", "below")])
def test_a_line_has_one_lower_and_one_upper_end(words: tuple[str, str]) -> None:
    """The second of two is where it is found."""
    source = text(rule(_table([{words[0]: 1, words[1]: 2}])), FAR)
    wrong = next(each for each in found(source) if each.rule == "one-of")
    assert wrong.message == f"“{words[0]}” and “{words[1]}” contradict each other."
    assert source.splitlines()[wrong.line - 1][wrong.column - 1 :].startswith(words[1])


def test_only_the_first_of_what_is_empty_is_said() -> None:
    """A line without anything makes the ones beside it wrong as well, and these are not told."""
    empty = {"from": 2, "below": 2}
    wrong = found(text(rule(_table([empty, empty, {"from": 3}])), FAR))
    assert [each.message for each in wrong] == ["Nothing is in this line."]


# --- Dates -----------------------------------------------------------------------------------------------------------
Days = tuple[int, int | None, int | None]
"""When a version is in force, from when it is enforced, when it ends: days of one month."""


def _version(name: str, days: Days) -> str:
    lines = [f"  {name}:", "    source: A law", "    verified: true"]
    lines += [
        f"    {field}: 2026-01-0{day}"
        for field, day in zip(("in_force", "enforced_from", "ended"), days, strict=True)
        if day is not None
    ]
    return "\n".join([*lines, "    rules:", *(f"      {line}" for line in rule("5 EUR").splitlines())]) + "\n"


def _versions(*all_days: Days) -> str:
    head = text(rule("5 EUR")).partition("  one:")[0]
    return head + "".join(_version(f"v{number}", days) for number, days in enumerate(all_days))


MAYBE = (None, 1, 2, 3)


def test_a_version_does_not_end_or_bind_before_it_is_in_force() -> None:
    """On the day itself it may; each day that is too early is a finding at its own place."""
    for begins, enforced, ends in product((1, 2, 3), MAYBE, MAYBE):
        wrong = found(_versions((begins, enforced, ends)))
        early = [day for day in (enforced, ends) if day is not None and day < begins]
        assert [each.rule for each in wrong] == ["version-dates"] * len(early)
        assert all(f"is before 2026-01-0{begins}, when it came into force." in each.message for each in wrong)


def test_versions_follow_each_other() -> None:
    """A later one begins later, and after the one before ended and was first enforced; one thing is said."""
    for first, enforced, ends, second in product((1, 2), (None, 2, 3), (None, 2, 3), (1, 2, 3)):
        wrong = found(_versions((first, enforced, ends), (second, None, None)))
        said = (
            f"“v1” does not begin after “v0”, which is in force since 2026-01-0{first}." if second <= first
            else f"“v0” is in force until 2026-01-0{ends}; both would hold from 2026-01-0{second} on."
            if ends is not None and ends >= second
            else f"“v0” would be enforced from 2026-01-0{enforced}, when this is in force."
            if enforced is not None and enforced >= second else ""
        )  # fmt: skip
        assert [each.message for each in wrong] == ([said] if said else [])


@pytest.mark.parametrize("state", ["never", "not yet"])
@pytest.mark.parametrize(("field", "fine"), [("enforced_from", False), ("ended", False), ("known_since", True)])
def test_what_is_not_in_force_has_no_further_dates(state: str, field: str, fine: bool) -> None:
    """It could be known, and no more; the field is said, and the state."""
    wrong = found(text(rule("5 EUR"), dates=f"in_force: {state}\n    {field}: 2026-01-01"))
    assert [each.message for each in wrong] == [f"What is {state} in force has no “{field}”."][: not fine]


def test_versions_without_days_stand_anywhere() -> None:
    """They are in nobody's way, and nothing goes on from them."""
    dropped = _version("x", (1, None, None)).replace("in_force: 2026-01-01", "in_force: never")
    assert found(_versions((1, None, None)) + dropped + _version("y", (2, None, None))) == []
    assert found(_versions((2, None, None)) + dropped + _version("y", (1, None, None))) != []
