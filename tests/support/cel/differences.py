"""The one table of what our language and Google's CEL do differently on purpose, and a watch for it at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final, Literal
from unittest.mock import patch

from domain.clock import Duration
from domain.expression import EvaluationError, code, loops, operations
from domain.expression.operations import kind_of
from domain.values import Value

Ending = Literal["value", "error", "refused"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, why, and how each side ends on the witnesses; `google` is what CEL gets where it differs."""

    what: str
    why: str
    ours: Ending
    theirs: Ending
    witnesses: tuple[str, ...]
    google: str = ""


INTEGERS = "whole numbers end at 2^53-1"
SPANS = "spans end at a hundred years"
JOINED = "texts and lists are not joined"
TIMES = "a span can be multiplied"
OPPOSITE = "a span has an opposite"
RECORDS = "a record is no list of its names"

DIFFERENCES: Final = (
    Difference(INTEGERS, "every reader of the journal's JSON keeps them exactly; CEL goes to 2^63-1",
               "error", "value", ("9007199254740991 + 1", "-(-9007199254740991 - 1)")),
    Difference(INTEGERS + " as they are read", "as above",
               "refused", "value", ("9007199254740992",)),
    Difference(SPANS, "longer ones are slips of the pen",
               "error", "value", ('duration("800000h") + duration("800000h")',)),
    Difference(JOINED, "a message puts texts side by side; joining is how a short source grows a large value",
               "error", "value", ('"a" + "b"', "[1] + [2]")),
    Difference(TIMES, "three times the delay is said in playbooks; CEL has no such operator",
               "value", "error", ('duration("1h") * 2', '2 * duration("1h")')),
    Difference(OPPOSITE, "as for integers and money",
               "value", "error", ('-duration("1h")',)),
    Difference(RECORDS, "the fields of a record are declared, nobody looks for them at run time",
               "error", "value", ('"bags" in failure', "size(failure)", "failure.all(name, true)",
                                  "failure.filter(name, false)")),
    Difference("fields are named, not computed", "the check must know the type before anything runs",
               "error", "value", ('failure[["bags"][0]]',)),
    Difference("there is no empty value", "what is missing is asked about with known()",
               "refused", "value", ("null == null",)),
    Difference("known() answers no where has() fails", "whatever is missing on the way, the answer is no",
               "value", "error", ("known(nobody.name)",), google="has(nobody.name)"),
    Difference("and, or, not are words", "files are read by people; in CEL they are names like any other",
               "value", "refused", ("true and true", "false or true", "not false")),
    Difference("comparisons do not chain", "1 < x < 3 would not mean what it looks like",
               "refused", "value", ("1 < 2 == true",)),
    Difference("no comma ends a list", "it is nearly always a slip",
               "refused", "value", ("[1,]",)),
    Difference("no comments", "the file has them",
               "refused", "value", ("1 // one",)),
    Difference("one way to write text", "without raw, triple-quoted texts and bytes",
               "refused", "value", ('r"a"', '"""a"""', 'size(b"a")')),
    Difference("no name begins with a dot", "there are no containers",
               "refused", "value", (".failure",)),
    Difference("only decimal whole numbers", "amounts are whole units; share() takes a part",
               "refused", "value", ("0x1F", "1u", "1.5 > 1.0", "7 / 2", "7 % 2")),
    Difference("no maps are written", "records come from the case",
               "refused", "value", ('{"a": 1}',)),
    Difference("no regular expressions, no conversions, no exists_one", "their cost or their meaning surprises",
               "refused", "value", ('"a".matches("a")', 'int("1")', "string(1)", "dyn(1)",
                                    "[1].exists_one(i, true)", "type(1) == int", 'timestamp("2026-01-01T00:00:00Z")')),
    Difference("spans may have spaces", "1h 30m is how people write it",
               "value", "error", ('duration("1h 30m")',)),
    Difference("spans are whole milliseconds, written without fractions", "as numbers are",
               "refused", "value", ('duration("1.5h")', 'duration("1us")')),
    Difference("at most 24 levels, 200 items, 2,000 characters", "a bound on what reading and checking cost",
               "refused", "value", ("+".join(["1"] * 25), "[" + ",".join(["1"] * 201) + "]", "1" + " " * 2_000)),
    Difference("! does not stand before a minus", "it could never have a value",
               "refused", "error", ("!-1",)),
    Difference("arguments are counted when an expression is read", "what cannot work is refused before it runs",
               "refused", "error", ("size(1, 2)", '"a".contains()', 'duration("soon")')),
)  # fmt: skip
"""Besides: money, share, dates, days_between and what a case answers (answer, result, …) are ours alone."""


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note every difference that evaluation meets on its way, even where the whole comes to the same."""
    met: list[str] = []
    within, computed, negated = operations.within_limits, operations.computed, operations.negated
    size, contained, as_list = operations.size, operations.contained, operations.as_list

    def limits(value: Value, column: int) -> Value:
        try:
            return within(value, column)
        except EvaluationError:
            met.append(SPANS if isinstance(value, Duration) else INTEGERS)
            raise

    def computes(mark: str, one: Value, other: Value, column: int) -> Value:
        met.extend(_COMPUTED.get((mark, kind_of(one), kind_of(other)), ()))
        return computed(mark, one, other, column)

    def negates(value: Value, column: int) -> Value:
        met.extend([OPPOSITE] if isinstance(value, Duration) else ())
        return negated(value, column)

    def of_record(plain: Callable[..., object], at: int) -> Callable[..., object]:
        def run(*args: object) -> object:
            met.extend([RECORDS] if isinstance(args[at], Mapping) else ())
            return plain(*args)

        return run

    with ExitStack() as stack:
        for module, name, stand_in in (
            (operations, "within_limits", limits), (code, "computed", computes), (code, "negated", negates),
            (code, "size", of_record(size, 0)), (code, "contained", of_record(contained, 1)),
            (loops, "as_list", of_record(as_list, 0)),
        ):  # fmt: skip
            stack.enter_context(patch.object(module, name, stand_in))
        yield met


_COMPUTED: Final = {
    ("+", "text", "text"): [JOINED], ("+", "list", "list"): [JOINED],
    ("*", "duration", "integer"): [TIMES], ("*", "integer", "duration"): [TIMES],
}  # fmt: skip
