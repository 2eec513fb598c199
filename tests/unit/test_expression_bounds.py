"""Laws of the language's bounds: each holds to its last unit, and what lies beyond is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import product

import pytest

from domain.clock.duration import LONGEST_MS, Duration
from domain.expression import BudgetSpent, EvaluationError, ExpressionError, Names, check, parse
from domain.expression.language import LARGEST_VALUE, WHOLE
from domain.expression.operations import CHARACTERS_PER_UNIT
from domain.expression.parser import DEEPEST, LONGEST_LIST
from domain.expression.tokens import LONGEST_SOURCE
from domain.expression.types import INTEGER, TEXT, ListOf, OneOf, RecordOf, Type
from domain.money import Money
from domain.values import LARGEST_INTEGER, Value
from tests.unit.test_expression_limits import One


def _is_read(source: str) -> bool:
    try:
        parse(source)
    except ExpressionError:
        return False
    return True


NESTED: dict[str, tuple[int, Callable[[int], str]]] = {
    "brackets": (23, lambda n: "(" * n + "x" + ")" * n),
    "lists": (23, lambda n: "[" * n + "x" + "]" * n),
    "fields": (23, lambda n: "x" + ".a" * n),
    "indexes": (23, lambda n: "x" + "[0]" * n),
    "sums": (23, lambda n: "x" + "+1" * n),
    "products": (23, lambda n: "x" + "*1" * n),
    "choices": (23, lambda n: "x?1:" * n + "1"),
    "sizes": (23, lambda n: "size(" * n + "x" + ")" * n),
    "known": (22, lambda n: "known(x" + ".a" * n + ")"),
    "loops": (23, lambda n: "x.map(a, " * n + "1" + ")" * n),
    "items": (LONGEST_LIST, lambda n: f"[{','.join(['1'] * n)}]"),
    "characters": (LONGEST_SOURCE, lambda n: '"' + "x" * (n - 2) + '"'),
    "blanks": (LONGEST_SOURCE, lambda n: "x" + " " * (n - 1)),
}
"""What is bounded when an expression is read, and the most of it."""


@pytest.mark.parametrize("name", NESTED)
def test_a_bound_of_reading_holds_to_its_last_unit(name: str) -> None:
    """The most is read, one more is not."""
    most, text = NESTED[name]
    assert [_is_read(text(count)) for count in (most, most + 1)] == [True, False]


def test_the_bounds_are_those_the_page_names() -> None:
    """A change of them changes which playbooks are legal, so that they stand here and on the page of the language."""
    assert (DEEPEST, LONGEST_LIST, LONGEST_SOURCE, LARGEST_INTEGER) == (24, 200, 2_000, 9_007_199_254_740_991)
    assert (LARGEST_VALUE, WHOLE, CHARACTERS_PER_UNIT) == (50_000, 4, 100)


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_largest_number(sign: str) -> None:
    """2^53-1 can be written and computed, one more cannot, in both directions."""
    assert parse(f"{sign}{LARGEST_INTEGER}").evaluate(One(None)) == int(f"{sign}{LARGEST_INTEGER}")
    assert not _is_read(f"{LARGEST_INTEGER + 1}")
    beyond = f"{sign}{LARGEST_INTEGER} {'-' if sign else '+'} x"
    assert parse(beyond).evaluate(One(0)) == int(f"{sign}{LARGEST_INTEGER}")
    with pytest.raises(EvaluationError, match="larger than can be kept"):
        parse(beyond).evaluate(One(1))


@pytest.mark.parametrize("mark", ["+", "-"])
def test_the_longest_span(mark: str) -> None:
    """A hundred years can be computed, a millisecond more cannot, in both directions."""
    most = Duration(LONGEST_MS if mark == "+" else -LONGEST_MS)
    assert parse(f'x {mark} duration("0s")').evaluate(One(most)) == most
    with pytest.raises(EvaluationError, match="longer than a hundred years"):
        parse(f'x {mark} duration("1ms")').evaluate(One(most))


WEIGHED: list[tuple[str, Value, int]] = [
    ("x.map(a, a)", (1, 2, 3), 3 + WHOLE),
    ("[x]", "a" * (7 * CHARACTERS_PER_UNIT), 1 + WHOLE + 7),
    ("[x]", "a" * (7 * CHARACTERS_PER_UNIT - 1), 1 + WHOLE + 6),
    ("[x]", {"a": 1, "b": 2}, 1 + WHOLE + 2 + WHOLE),
    ("[x, x]", {"a": "b" * CHARACTERS_PER_UNIT, "c": (1, 2)}, 2 + WHOLE + 2 * (2 + WHOLE + 1 + 2 + WHOLE)),
    ("[[x], [x]]", True, 2 + WHOLE + 2 * (1 + WHOLE)),
    ("[x, x]", Money("USD", 5), 2 + WHOLE),
]
"""A list that is built, and what it weighs: a part for each item and field, more for every list, record, long text."""


@pytest.mark.parametrize(("source", "value", "weight"), WEIGHED)
def test_a_list_that_is_built_weighs_its_parts(
    source: str, value: Value, weight: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given when it weighs what is allowed, and never when less is allowed."""
    monkeypatch.setattr("domain.expression.language.LARGEST_VALUE", weight)
    assert isinstance(parse(source).evaluate(One(value)), tuple)
    for allowed in range(weight):
        monkeypatch.setattr("domain.expression.language.LARGEST_VALUE", allowed)
        with pytest.raises(BudgetSpent):
            parse(source).evaluate(One(value))


def test_what_is_only_named_weighs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that lies in the case is given whole, however long."""
    monkeypatch.setattr("domain.expression.language.LARGEST_VALUE", 1)
    assert parse("x").evaluate(One((1, 2, 3))) == (1, 2, 3)
    assert parse("x.a").evaluate(One({"a": (1, 2, 3)})) == (1, 2, 3)


# --- Words -----------------------------------------------------------------------------------------------------------
WORDS: dict[str, Sequence[str] | None] = {"a": ("red", "blue"), "b": ("blue", "green"), "c": ("green",), "t": None}


def _names() -> Names:
    types: dict[str, Type] = {name: OneOf(tuple(words)) if words else TEXT for name, words in WORDS.items()}
    return Names({**types, "x": RecordOf({}), "l": ListOf(INTEGER)})


@pytest.mark.parametrize(("one", "other", "mark"), [*product(WORDS, WORDS, ("==", "!=", "in"))])
def test_words_that_are_never_alike_are_not_compared(one: str, other: str, mark: str) -> None:
    """Two facts with closed words are compared exactly where they have a word in common; a text with any of them."""
    left, right = WORDS[one], WORDS[other]
    possible = left is None or right is None or bool({*left} & {*right})
    source = f"{one} {mark} [{other}, {other}]" if mark == "in" else f"{one} {mark} {other}"
    assert (not check(parse(source), _names()).errors) is possible


@pytest.mark.parametrize(("one", "word", "mark"), [*product(WORDS, ("red", "blue", "green", "pink"), ("==", "!="))])
def test_a_word_that_is_written_out_is_one_of_those_there_are(one: str, word: str, mark: str) -> None:
    """On either side, alone, in a list or in a choice, a word is looked up among those of the fact."""
    known = WORDS[one]
    legal = known is None or word in known
    for source in (
        f'{one} {mark} "{word}"',
        f'"{word}" {mark} {one}',
        f'[{one}] {mark} ["{word}"]',
        f'{one} {mark} (l[0] == 1 ? "{word}" : {one})',
        f'{one} {mark} (l[0] == 1 ? {one} : "{word}")',
        f'{one} in ["{word}"]',
    ):
        assert (not check(parse(source), _names()).errors) is legal, source


# --- Order and kinds -------------------------------------------------------------------------------------------------
KINDS: dict[str, tuple[Value, Value]] = {
    "integer": (1, 2), "text": ("a", "b"), "yes_no": (False, True), "money": (Money("USD", 1), Money("USD", 2)),
    "duration": (Duration(1), Duration(2)), "date": (date(2026, 1, 1), date(2026, 1, 2)),
    "instant": (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
}  # fmt: skip


@pytest.mark.parametrize("mark", ["<", "<=", ">", ">="])
def test_order_is_kept_within_kinds_and_there_is_none_between_them(mark: str) -> None:
    """Within a kind a mark says what it says of the numbers 1 and 2; two kinds have no order."""
    source = parse(f"x[0] {mark} x[1]")
    for one, other in product(KINDS, KINDS):
        for i, j in product((0, 1), (0, 1)):
            pair = (KINDS[one][i], KINDS[other][j])
            if one != other:
                with pytest.raises(EvaluationError, match="no order"):
                    source.evaluate(One(pair))
            else:
                assert source.evaluate(One(pair)) is parse(f"{i} {mark} {j}").evaluate(One(None)), pair
                assert source.evaluate(One(pair)) is {"<": i < j, "<=": i <= j, ">": i > j, ">=": i >= j}[mark]
