"""What can be written in an expression, what it means as a tree, and how slips are answered."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from domain.clock import Duration
from domain.errors import UsageError
from domain.expression import Expression, ExpressionError, Reference, parse, printed
from domain.money import Money


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        ("a and b or not c", "a && b || !c"),
        ("a or b and c", "a || b && c"),
        ("(a or b) and c", "(a || b) && c"),
        ("not a == b", "!(a == b)"),
        ("not a and b", "!a && b"),
        ("not not a", "a"),
        ("!(!a)", "!(!a)"),
        ("!!!a", "!a"),
        ("not x in [1, 2]", "!(x in [1, 2])"),
        ("!a == b", "!a == b"),
        ("a == (not b)", "a == !b"),
        ("1 + 2 * 3 - 4", "1 + 2 * 3 - 4"),
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("a + 1 > b * 2", "a + 1 > b * 2"),
        ("(a == b) == c", "(a == b) == c"),
        ("-a.b", "-a.b"),
        ("--5", "5"),
        ("- 5", "-5"),
        ("--a", "a"),
        ("-(-a)", "-(-a)"),
        ("a ? b : c ? d : e", "a ? b : c ? d : e"),
        ("(a ? b : c) ? d : e", "(a ? b : c) ? d : e"),
        ("a ? (b ? c : d) : e", "a ? (b ? c : d) : e"),
        ('a["b"]', "a.b"),
        ('a["b c"].d', 'a["b c"].d'),
        ('a["in"]', 'a["in"]'),
        ("a.and.not.or", "a.and.not.or"),
        ("a[0][b + 1].c", "a[0][b + 1].c"),
        ("x.size()", "size(x)"),
        ("size( x )", "size(x)"),
        ("xs.filter(x, x.y > 1).map(z, z.y)", "xs.filter(x, x.y > 1).map(z, z.y)"),
        ('"it\'s" == \'say "x"\'', '"it\'s" == "say \\"x\\""'),
        ('result("seats.hold").hold', 'result("seats.hold").hold'),
        ("known( a.b )", "known(a.b)"),
        ('duration("90m")', 'duration("1h30m")'),
        ('money("500 USD")', 'money("500.00 USD")'),
        ('date("2026-01-31")', 'date("2026-01-31")'),
        ("[ ]", "[]"),
        ("a\n  &&\tb", "a && b"),
    ],
)
def test_reads_as(source: str, meaning: str) -> None:
    """Words, spaces and parentheses mean what people expect; printing uses the marks of CEL."""
    assert printed(parse(source).tree) == meaning
    assert parse(meaning).tree == parse(source).tree


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r'"\a\b\f\n\r\t\v\\\?\"\'\`"', "\a\b\f\n\r\t\v\\?\"'`"),
        (r'"\x41\X42\u0043\U00000044\105"', "ABCDE"),
        (r"'\''", "'"),
        ('"a // b"', "a // b"),
        ('"Chuyến bay ✈"', "Chuyến bay ✈"),
        (r'"\U0001F600"', "\U0001f600"),
    ],
)
def test_escapes(source: str, text: str) -> None:
    """Texts know the escapes of CEL, in both kinds of quotation marks."""
    assert printed(parse(source).tree) == printed(parse(printed(parse(source).tree)).tree)
    assert parse(source).evaluate(_Nothing()) == text


@pytest.mark.parametrize(
    ("source", "column", "says"),
    [
        ("a = 1", 3, "Write == to compare"),
        ("a === 1", 3, "Write =="),
        ("a <> b", 3, "Write !="),
        ("a ≥ b", 3, "Write >="),
        ("a / 2", 3, "share(money, percent)"),
        ("a // b", 3, "share(money, percent)"),
        ("a % 2", 3, "share(money, percent)"),
        ("a & b", 3, "Write and"),
        ("a | b", 3, "Write or"),
        ("a ** 2", 3, "Multiply with *"),
        ("1.5 * a", 1, "whole units"),
        ("a > 1e5", 5, "digits only"),
        ("a > 0x1F", 5, "digits only"),
        ("a > 1u", 5, "digits only"),
        ("a >= 3h", 6, 'Write duration("3h")'),
        ("a > 500 USD", 5, 'Write money("500 USD")'),
        ("a >= 3 hours", 6, 'Write duration("3h")'),
        ('a.matches("x")', 3, "no regular expressions"),
        ("a AND b", 3, "Write and"),
        ("NOT a", 1, "Write not"),
        ("a OR b", 3, "Write or"),
        ("a and True b", 7, "Write true"),
        ("a is b", 3, "Write =="),
        ("a == “x”", 6, "straight quotation marks"),
        ("a == ‘x’", 6, "straight quotation marks"),
        ("a\u00a0== b", 2, "Type the space again"),
        ("a == null", 6, "known(x)"),
        ("a == None", 6, "known(x)"),
        ("{a: 1}", 1, "Maps are not written"),
        ("a # why", 3, "Comments"),
        ("Länge > 3", 2, "plain letters"),
        ("a not in b", 3, "not (a in list)"),
        ("a == not b", 6, "in parentheses"),
        ("1 < a < 3", 7, "with and"),
        ("a in b in c", 8, "with and"),
        ("has(a.b)", 1, "Write known(x)"),
        ("len(a)", 1, "Write size(x)"),
        ("now() > a", 1, "no clock"),
        ("siz(a)", 1, "Did you mean “size”?"),
        ("rezult('x')", 1, "Did you mean “result”?"),
        ('a.startswith("x")', 3, "Did you mean “startsWith”?"),
        ("a.exist(x, x)", 3, "Did you mean “exists”?"),
        ('contains(a, "x")', 1, "Write x.contains(…)"),
        ("a.share(5)", 3, "Write share(…)"),
        ("a.known()", 3, "Write known(…)"),
        ("a.exists(1)", 10, "Write .exists(item, …)"),
        ("a.map(b.c, d)", 7, "Write .map(item, …)"),
        ("a.map(in, d)", 7, "Write .map(item, …)"),
        ("a.map(x)", 7, "Write .map(item, …)"),
        ("size()", 1, "takes one argument; here are 0"),
        ("share(a)", 1, "takes two arguments; here is 1"),
        ("a.size(b)", 3, "takes no argument; here is 1"),
        ("known(1)", 7, "asks about a name"),
        ("known(a == b)", 9, "asks about a name"),
        ("result(a)", 1, "nothing computed"),
        ("result()", 1, "nothing computed"),
        ('result("a", "b")', 1, "nothing computed"),
        ("duration(a)", 1, 'Write duration("3h")'),
        ('duration("soon")', 10, "Write it as 2h"),
        ('money("1,500 USD")', 7, "1500 USD"),
        ('money("5 XYZ")', 7, "ISO 4217"),
        ('date("31.1.2026")', 6, "Write it as 2026-01-31"),
        ('date("2026-02-30")', 6, "not a day of the calendar"),
        ('date("20260131")', 6, "not a day of the calendar"),
        ('"abc', 1, "does not end with"),
        ('"a\nb"', 1, "does not end with"),
        (r'"a\q"', 3, "stands for no character"),
        (r'"\ud800"', 2, "stands for no character"),
        (r'"\U00110000"', 2, "stands for no character"),
        ('"\ud800"', 1, "half a character"),
        ('r"abc"', 1, 'There is no r"…"'),
        ("a b", 3, "Join conditions with and, or"),
        ("(a", 3, "“)” is missing"),
        ("a)", 2, "closes nothing"),
        ("[1,", 4, "stops too early"),
        ("[1,]", 3, "Nothing follows this comma"),
        ("size(a", 7, "“,” or “)” is missing"),
        ("a[1", 4, "“]” is missing"),
        ("a..b", 3, "name is missing after the dot"),
        ("a.in", 3, "name is missing after the dot"),
        (".5", 1, "missing before it"),
        ("a &&", 5, "stops too early"),
        ("&& a", 1, "missing before it"),
        ("a ? 1", 6, "“:” is missing"),
        ("not", 4, "stops too early"),
        ("!-a", 2, "Put one in parentheses"),
        ("if a", 1, "word of the language"),
        ("if(a)", 1, "word of the language"),
        ("\x00", 1, "U+0000"),
        ("", 1, "There is no expression"),
        ("  ", 3, "There is no expression"),
        ("9007199254740992", 1, "larger than can be kept"),
    ],
)
def test_slips(source: str, column: int, says: str) -> None:
    """A slip is answered at its column with what to write instead."""
    with pytest.raises(ExpressionError) as refused:
        parse(source)
    assert refused.value.column == column, str(refused.value)
    assert says in str(refused.value)


def test_refusal_is_a_usage_error_with_its_parts() -> None:
    """A refusal keeps sentence, remedy and column apart, also across processes."""
    with pytest.raises(UsageError) as refused:
        parse("a = 1")
    copy = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 — our own bytes
    assert (copy.what, copy.remedy, copy.column) == ("“=” compares nothing.", "Write == to compare.", 3)
    assert str(copy) == "column 3: “=” compares nothing. Write == to compare."


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("failure.delay > 1 and case.tier in case.tiers", {"failure.delay", "case.tier", "case.tiers"}),
        ('result("seats.hold").hold == answer("a").b', {'result("seats.hold")', 'answer("a")'}),
        ("failure.xs.exists(x, x.y > failure.z)", {"failure.xs", "failure.z"}),
        ("failure.xs[failure.n].y", {"failure.xs", "failure.n"}),
        ("failure.xs.map(x, x.ys.map(x, x))", {"failure.xs"}),
        ("x and xs.all(x, x)", {"x", "xs"}),
        ('failure["odd key"]', {'failure["odd key"]'}),
        ("known(failure.note)", {"failure.note"}),
        ("1 + 1", set()),
    ],
)
def test_reads(source: str, reads: set[str]) -> None:
    """An expression says what it reads: paths from roots and case functions, without the variables of macros."""
    assert {str(reference) for reference in parse(source).reads} == reads


def test_references_tell_names_from_case_functions() -> None:
    """A path and a step are different kinds of reference."""
    assert parse('failure.delay > result("seats.hold").x').reads == {
        Reference("name", "failure.delay"),
        Reference("result", "seats.hold"),
    }


def test_expressions_are_equal_by_source() -> None:
    """The same source is read once; another spelling is another expression."""
    assert parse("a and b") is parse("a and b")
    again: Expression = parse.__wrapped__("a and b")
    assert again == parse("a and b")
    assert hash(again) == hash(parse("a and b"))
    assert parse("a and b") != parse("a && b")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("9007199254740991", 2**53 - 1),
        ("-9007199254740991", -(2**53) + 1),
        ('duration("1h30m")', Duration(5_400_000)),
        ('money("129.90 USD")', Money("USD", 12_990)),
        ('date("2026-01-31")', date(2026, 1, 31)),
        ("[1, true, 'x']", (1, True, "x")),
    ],
)
def test_literals(source: str, value: object) -> None:
    """Literals are values as the rest of the domain knows them."""
    assert parse(source).evaluate(_Nothing()) == value


class _Nothing:
    def root(self, name: str) -> str:
        raise KeyError(name)

    def ask(self, function: str, name: str) -> str:
        raise KeyError(function, name)
