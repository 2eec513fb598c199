"""Expressions that can be read and would take long, each with the data it attacks with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.clock import Duration
from domain.values import Value

MANY: Final[tuple[int, ...]] = tuple(range(5_000))
LONG: Final = "a" * 1_000_000


@dataclass(frozen=True)
class Given:
    """A scope out of a table."""

    roots: Mapping[str, Value]

    def root(self, name: str) -> Value:
        """Look a root up."""
        return self.roots[name]

    def ask(self, function: str, name: str) -> Value:
        """Know nothing."""
        raise KeyError(function, name)


DEEP: Value = ()
for _ in range(3_000):
    DEEP = (DEEP,)
PATH: Value = 1
for _ in range(18):
    PATH = {"b": PATH}
PROXIES = tuple(MappingProxyType({"b": 1}) for _ in MANY)
DOUBLED = "[0]" + "".join(f".map({v},[{v},{v}])" for v in "abcdefghijklmnopqr")

STOPPED: Final[dict[str, tuple[str, dict[str, Value]]]] = {
    "a loop in a loop": ("x.all(a, x.all(b, a + b >= 0))", {"x": MANY}),
    "a loop in a loop in a loop": ("x.map(a, x.map(b, x.map(c, a + b + c)))", {"x": MANY}),
    "small loops, deep": (".".join(["x.all(a, " + "x.all(b, " * 20 + "true" + ")" * 21]), {"x": (1, 2, 3)}),
    "a list of its own length at each step": ("x.map(a, x)", {"x": MANY}),
    "doubling": (DOUBLED, {}),
    "doubling, compared": (f"{DOUBLED} == {DOUBLED}", {}),
    "loops one after the other": (" or ".join(["x.exists(a, a < 0)"] * 20), {"x": MANY}),
    "behind a condition that decides": ("x.exists(a, x.exists(b, b < 0)) or true", {"x": MANY}),
    "behind known()": ("known(x[size(x.filter(a, x.exists(b, b < 0)))])", {"x": MANY}),
    "in a choice": ("false ? 1 : x.map(a, x.map(b, b))", {"x": MANY}),
    "in, for every item": ("x.filter(a, not (a in x))", {"x": MANY}),
    "in, of a list in lists": ("y in x", {"x": (MANY,) * 300, "y": (*MANY[:-1], -1)}),
    "lists compared for every item": ("x.all(a, x == y)", {"x": MANY, "y": MANY}),
    "lists in lists compared": ("x == y", {"x": (MANY,) * 300, "y": (MANY,) * 300}),
    "records compared": ("x == y", {"x": PROXIES, "y": PROXIES[::-1]}),
    "a record with many fields compared": ("x == y", {n: {str(i): i for i in range(20_000)} for n in "xy"}),
    "a long path for every item": ("x.all(a, a" + ".b" * 18 + " == 1)", {"x": (PATH,) * 5_000}),
    "a long path that fails": ("x.all(a, a" + ".b" * 18 + ".c or true)", {"x": (PATH,) * 5_000}),
    "failures upon failures": ("x.all(a, " + "z or " * 200 + "true)", {"x": MANY}),
    "no conditions": ("x.all(a, " + "1 or " * 200 + "true)", {"x": MANY}),
    "known() upon known()": ("x.all(a, known(z) or known(a.b) or true)", {"x": MANY}),
    "wrong kinds": ("x.all(a, a < d or -(a == 1) or a + d == 1 or true)", {"x": MANY, "d": Duration(1)}),
    "contains on a long text": ('t.contains("b")', {"t": "a" * 1_000_001}),
    "contains, for every item": ('x.all(a, t.contains("b") or true)', {"x": MANY, "t": "a" * 100_000}),
    "contains, of what nearly fits": ("t.contains(u)", {"t": LONG + "a", "u": "a" * 1_000 + "b"}),
    "long texts compared": ("x.all(a, t == u or true)", {"x": MANY, "t": LONG + "a", "u": LONG + "b"}),
    "long texts in order": ("x.all(a, t < u)", {"x": MANY, "t": LONG + "a", "u": LONG + "b"}),
    "long texts at the beginning": ("x.all(a, t.startsWith(u) or true)", {"x": MANY, "t": LONG + "a", "u": LONG}),
    "long texts at the end": ("x.all(a, t.endsWith(u))", {"x": MANY, "t": LONG + "a", "u": LONG}),
    "long texts in a list": ("u in x", {"x": (LONG + "a",) * 200, "u": LONG + "b"}),
    "long texts, many times": ("x.map(a, t)", {"x": MANY[:1_000], "t": LONG}),
    "large records, many times": ("x.map(a, r)", {"x": MANY[:1_000], "r": {str(i): i for i in range(1_000)}}),
    "wide lists": ("[" + ",".join(["x"] * 200) + "]", {"x": MANY}),
    "a comprehension over a long list": ("x.map(a, a)", {"x": tuple(range(20_000))}),
}
