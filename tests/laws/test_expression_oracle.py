"""Our expressions against Google's CEL: the same values, and errors in the same places."""

from __future__ import annotations

import operator
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from random import Random
from unittest.mock import patch

import pytest

from domain.expression import EvaluationError, code, operations, parse, parser, words
from domain.expression.operations import kind_of
from domain.expression.scope import Code, Frame
from domain.values import Value
from tests.support.cel.cells import Cell, Ending, Wanted, cells
from tests.support.cel.differences import DIFFERENCES
from tests.support.cel.draw import Drawing
from tests.support.cel.judge import Compared, compare, ours_of
from tests.support.cel.slips import slipped
from tests.support.cel.world import KINDS, YES_NO, World, draw_world
from tests.support.cel.written import Text, Written

ENDINGS: Sequence[tuple[Cell, Ending]] = [(cell, ending) for cell in cells() for ending in cell.endings()]
"""Every operator with every pair of kinds, with each way it can end."""
_SMALLEST_BATCH, _MOST_ROUNDS = 1_500, 400


def _seed(otherwise: int) -> int:
    """Return the seed of a run; MAKEGOOD_SEED repeats one."""
    seed = int(os.environ.get("MAKEGOOD_SEED", otherwise))
    print(f"MAKEGOOD_SEED={seed} repeats this run")
    return seed


def test_expressions_agree_with_google() -> None:
    """A few expressions for every operator, pair of kinds and ending."""
    at_the_edges()
    by_cell(_seed(1), each=2)
    freely(_seed(2), 2_000)
    by_slips(_seed(3), 3_000)


@pytest.mark.proof
def test_more_than_a_hundred_thousand_expressions_agree_with_google() -> None:
    """At least a hundred for every operator, pair of kinds and ending; and many of any shape, and with slips."""
    seed = _seed(secrets.randbelow(10**9))
    counts = by_cell(seed, each=100)
    assert min(counts[one] for one in ENDINGS) >= 100
    assert at_the_edges() + sum(counts.values()) + freely(seed + 1, 30_000) > 100_000
    assert by_slips(seed + 2, 60_000) > 20_000


EDGES = (
    "true", "false", "0", "1", "-1", "9007199254740991", '""', '"1"', '"true"', '"é"', 'duration("0s")',
    'duration("-1ms")', "wait", "at", "[]", "[0]", "[false]", '[""]', "[[]]", "failure", "failure.leg", "failure.none",
    "failure.absent", "nobody",
)  # fmt: skip
"""The smallest and the largest of each kind, what looks alike in another kind, and what is missing."""
_BETWEEN = (
    *(f"{{}} {mark} {{}}" for mark in ("==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "&&", "||")),
    *(f"{{}}.{method}({{}})" for method in ("contains", "startsWith", "endsWith")),
    *(f"[{{}}].{macro}(i, {{}})" for macro in ("all", "exists", "filter", "map")),
    "{}[{}]", "[{}] == [{}]", "{} ? {} : 2", "[{}, {}].all(i, i)", "[{}, {}].exists(i, i)", "!{} || -{} == 0",
)  # fmt: skip


def at_the_edges() -> int:
    """Compare everything with everything."""
    texts = [Text(shape.format(one, other)) for shape in _BETWEEN for one in EDGES for other in EDGES]
    found = judged([Written(text, text) for text in texts], draw_world(Random(9)))
    counts = Counter(one.ours[0] for one in found if not one.difference)
    assert {one.ours[1] for one in found if one.stricter} == {"“!” and “-” do not go together."}
    _report(f"at the edges: {dict(counts)}", [], Counter(one.difference for one in found if one.difference))
    return counts["value"] + counts["error"]


def by_cell(seed: int, each: int) -> Counter[tuple[Cell, Ending]]:
    """Compare expressions of every cell until there are enough; what meets a known difference does not count."""
    chance, counts, skipped = Random(seed), Counter[tuple[Cell, Ending]](), Counter[str]()
    for _ in range(_MOST_ROUNDS):
        short = [one for one in ENDINGS if counts[one] < each]
        if not short:
            break
        wanted = short * min(each, -(-_SMALLEST_BATCH // len(short)))
        world = draw_world(chance)
        drawings = {"value": Drawing(chance, world, faults=0.003), "error": Drawing(chance, world)}
        written = [Wanted(drawings[ending], cell, ending).draw() for cell, ending in wanted]
        for (cell, _), one in zip(wanted, judged(written, world), strict=True):
            if one.difference:
                skipped[one.difference] += 1
            else:
                counts[cell, _ending(one)] += 1
    least = min(counts[one] for one in ENDINGS)
    what = f"by operator and kinds: {sum(counts.values())} of {len(ENDINGS)} sorts, of each at least {least}"
    _report(what, counts.items(), skipped)
    assert not [f"{cell}: {ending}" for cell, ending in ENDINGS if counts[cell, ending] < each]
    return counts


def freely(seed: int, number: int) -> int:
    """Compare expressions of any shape; returns how many were compared."""

    def draw(chance: Random, world: World) -> Written:
        drawing = Drawing(chance, world, faults=chance.choice((0.0, 0.01, 0.05)))
        return drawing.part(drawing.any_type() if chance.random() < 0.4 else YES_NO, 5, drawing.roots)

    return _many("of any shape", seed, number, draw, may_refuse=("levels deep", "at most 2000 characters"))


def by_slips(seed: int, number: int) -> int:
    """Compare sources with slips, which read the same in both languages; returns how many we do not refuse."""

    def draw(chance: Random, world: World) -> Written:
        drawing = Drawing(chance, world, alike=True)
        return slipped(drawing.part(drawing.any_type(), 4, drawing.roots).ours.text, chance)

    return _many("with slips", seed, number, draw, may_refuse=("",))


def _many(
    name: str, seed: int, number: int, draw: Callable[[Random, World], Written], *, may_refuse: tuple[str, ...]
) -> int:
    chance, counts, skipped = Random(seed), Counter[str](), Counter[str]()
    while sum(counts.values()) < number:
        world = draw_world(chance)
        for one in judged([draw(chance, world) for _ in range(min(number, 2_000))], world):
            if one.ours[0] == "refused":
                counts["refused by both" if one.agree else "refused by us alone"] += 1
                assert any(reason in one.ours[1] for reason in may_refuse), one
            elif one.difference:
                skipped[one.difference] += 1
            else:
                counts[one.ours[0]] += 1
    _report(f"{name}: {dict(counts)}", [], skipped)
    return counts["value"] + counts["error"]


def judged(written: Sequence[Written], world: World) -> list[Compared]:
    """Compare, and fail where the two disagree without a known difference."""
    found = compare(written, world)
    wrong = [one for one in found if not one.agree and not one.stricter and not one.difference]
    assert not wrong, f"{len(wrong)} disagree:\n" + "\n".join(map(str, wrong[:3]))
    return found


def _ending(one: Compared) -> Ending:
    assert one.ours[0] != "refused", one
    return "value" if one.ours[0] == "value" else "error"


def _report(what: str, counts: Iterable[tuple[tuple[Cell, Ending], int]], skipped: Counter[str]) -> None:
    print(f"{what}; known differences, not counted: {dict(skipped)}")
    by_operator: dict[str, Counter[str]] = {}
    for (cell, ending), count in counts:
        by_operator.setdefault(cell.operator, Counter())[ending] += count
    for name, endings in by_operator.items():
        print(f"  {name:<20}" + "".join(f"{count:>8} × {ending}" for ending, count in sorted(endings.items())))


def test_parts_are_of_the_kind_they_were_drawn_as() -> None:
    """A drawn part either fails or is of its kind, so the counts by kinds mean what they say."""
    chance, values = Random(_seed(4)), Counter[str]()
    for _ in range(20):
        world = draw_world(chance)
        drawing = Drawing(chance, world, faults=0.01)
        for kind, types in KINDS.items():
            for _ in range(20):
                part = drawing.part(chance.choice(types), 2, drawing.roots)
                try:
                    assert kind_of(parse(part.ours.text).evaluate(world)) == kind
                    values[kind] += 1
                except EvaluationError:
                    continue
    assert min(values[kind] for kind in KINDS) > 200


@pytest.mark.parametrize("number", range(len(DIFFERENCES)))
def test_known_differences_are_real(number: int) -> None:
    """Each line of the table is shown by its witnesses: how we end, and how Google's CEL does."""
    one, world = DIFFERENCES[number], draw_world(Random(5))
    google = [Written(Text(witness), Text(one.google or witness)) for witness in one.witnesses]
    endings = {(found.ours[0], found.google[0]) for found in compare(google, world)}
    assert endings == {(one.ours, one.theirs)}, one.what


def _as_python_does(one: Value, other: Value, frame: Frame, column: int) -> bool:
    return one == other


def _first_decides(parts: Iterable[Code], frame: Frame, decisive: bool, used_by: str, column: int) -> bool:
    return any(code.as_condition(part(frame), used_by, column) is decisive for part in parts) is decisive


PLANTED: Sequence[tuple[str, object, str, object]] = (
    ("true equals 1", code, "same", _as_python_does),
    ("a failure outweighs what decides", code, "junction", _first_decides),
    ("less or equal", operations, "_COMPARE", {**operations._COMPARE, "<": operator.le}),
    ("an instant less an instant fails", operations, "ARITHMETIC",
     {key: kind for key, kind in operations.ARITHMETIC.items() if key != ("-", "instant", "instant")}),
    ("sums bind tighter", parser, "POWERS", {**words.POWERS, "*": words.SUM}),
    ("not takes no comparison", parser, "NOT", words.RELATION),
)  # fmt: skip


@pytest.mark.parametrize(("bug", "module", "name", "wrong"), PLANTED, ids=[bug[0] for bug in PLANTED])
def test_planted_bugs_are_noticed(bug: str, module: object, name: str, wrong: object) -> None:
    """A small bug in our evaluator or parser does not survive the comparison."""
    with patch.object(module, name, wrong), pytest.raises(AssertionError, match="disagree"):
        at_the_edges()
        by_cell(_seed(7), each=1)
        freely(_seed(8), 4_000)


def test_the_oracle_notices() -> None:
    """Two expressions that differ are told apart: by value, by kind, by failing."""
    world = draw_world(Random(6))
    pairs = (("1", "2"), ("1", "true"), ("1", "nobody"), ("nobody", "1"), ("[1]", "[true]"), ('"1"', "1"))
    assert not any(one.agree for one in compare([Written(Text(a), Text(b)) for a, b in pairs], world))
    assert ours_of("nobody", world)[0] == "error"
