"""From characters to tokens: names, whole numbers, texts and marks, each with its column."""

from __future__ import annotations

import re
import string
from typing import NoReturn, TypeAlias

from domain.expression.errors import ExpressionError
from domain.expression.words import MARKS
from domain.values import LARGEST_INTEGER

Token: TypeAlias = tuple[str, str, int]
"""Kind (`name`, `number`, `text`, `mark` or `end`), the characters themselves, and the column from 1."""

LONGEST_SOURCE = 2_000
"""The most characters of one expression."""

_TOKEN = re.compile(
    r"""([ \t\r\n]*)(
      [A-Za-z_][A-Za-z0-9_]*
    | "(?:[^"\\\r\n]|\\[^\r\n])*" | '(?:[^'\\\r\n]|\\[^\r\n])*'
    | === | !== | <> | => | =< | \*\*
    | == | != | <= | >= | && | \|\|
    | [0-9]+(?:\.[0-9]+)?[A-Za-z0-9_]*
    | \Z
    | .
    )""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = dict.fromkeys(("==", "!=", "<=", ">=", "&&", "||", *"<>!+-*?:,.()[]"), "mark") | {"": "end"}
_BEGINNINGS = dict.fromkeys(string.ascii_letters + "_", "name") | dict.fromkeys(string.digits, "number")
_ESCAPE = re.compile(
    r"""\\(?:([abfnrtv\\?"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))
_TEXTS = re.compile(r""""[^"]*"|'[^']*'""")
_HOLDS_MORE = re.compile(r"\)|\]| (?:==|!=|<=?|>=?|and|or|in) ")
"""What stands in a text only when its closing quotation mark was forgotten."""
_QUOTES = {'"', "'"}
_SURROGATES = range(0xD800, 0xE000)
_LARGEST_DIGITS = len(str(LARGEST_INTEGER))
_LARGEST_CODE_POINT = 0x10FFFF


def tokens(source: str) -> list[Token]:
    """Split a source into tokens; the last one is of kind `end`.

    Raises:
        ExpressionError: too long, or characters that mean nothing here.
    """
    if len(source) > LONGEST_SOURCE:
        raise ExpressionError(
            f"An expression has at most {LONGEST_SOURCE} characters; this one has {len(source)}.",
            "Put parts of it into facts of their own.",
            LONGEST_SOURCE + 1,
        )
    found: list[Token] = []
    column = 1
    for space, token in _TOKEN.findall(source):
        column += len(space)
        kind = _KINDS.get(token) or _BEGINNINGS.get(token[0]) or _text(token, source, column)
        found.append((kind, token, column))
        column += len(token)
    return found


def _text(token: str, source: str, column: int) -> str:
    """Return the kind of a whole text; refuse anything else."""
    if token[0] not in _QUOTES or len(token) == 1:
        _refuse(token, source, column)
    return "text"


def whole_number(digits: str, column: int) -> int:
    """Read a whole number of at most 2^53-1.

    Raises:
        ExpressionError: a fraction, a unit, or too large.
    """
    if not digits.isdigit():
        _refuse_number(digits, column)
    if len(digits) > _LARGEST_DIGITS or (number := int(digits)) > LARGEST_INTEGER:
        raise ExpressionError("This number is larger than can be kept exactly.", "The largest is 2^53-1.", column)
    return number


def unquoted(quoted: str, column: int) -> str:
    """Read a text between its quotation marks, with the escapes of CEL.

    Raises:
        ExpressionError: an escape that means nothing, at its own column.
    """
    body = quoted[1:-1]
    if "\\" in body:
        body = _ESCAPE.sub(lambda match: _unescaped(match, column), body)
    if not body.isascii() and any(ord(character) in _SURROGATES for character in body):
        raise ExpressionError("This text holds half a character.", "Type it again.", column)
    return body


def _unescaped(match: re.Match[str], column: int) -> str:
    plain, two, four, eight, octal, _ = match.groups()
    if plain:
        return _PLAIN[plain]
    digits = two or four or eight
    code = int(digits, 16) if digits else int(octal, 8) if octal else -1
    if code in _SURROGATES or not 0 <= code <= _LARGEST_CODE_POINT:
        what = f"“{match[0]}” stands for no character."
        raise ExpressionError(what, "Write \\\\ for a backslash, \\n for a new line.", column + 1 + match.start())
    return chr(code)


def _refuse_number(digits: str, column: int) -> NoReturn:
    if "." in digits:
        remedy = "Use whole units, for example cents or minutes; share(money, percent) gives a part of an amount."
        raise ExpressionError(f"“{digits}” is not a whole number.", remedy, column)
    unit = digits.lstrip("0123456789")
    if unit in {"h", "m", "s", "ms", "min", "d"} or digits.rstrip("hms0123456789") == "":
        raise ExpressionError(f"“{digits}” is not a number.", 'Write duration("3h") for a span of time.', column)
    raise ExpressionError(f"“{digits}” is not a whole number.", "Write digits only.", column)


def _refuse_quote(mark: str, source: str, column: int) -> NoReturn:
    """Say which of the quotation marks of an expression has no partner."""
    swallowed = next((found for found in _TEXTS.finditer(source[: column - 1]) if _HOLDS_MORE.search(found[0])), None)
    if swallowed is not None:
        end = _HOLDS_MORE.search(swallowed[0])
        at = swallowed.start() + (end.start() if end is not None else 0)
        remedy = f"Write {swallowed[0][0]} before “{source[at : at + 1].strip() or source[at:].split(maxsplit=1)[0]}”."
        raise ExpressionError("The text that begins here does not end where it should.", remedy, swallowed.start() + 1)
    word = re.search(r"(?<![\w.-])[\w-]*\Z", source[: column - 1])
    if column == len(source) or (word is not None and word[0]):
        what = f"This {mark} closes a text that nothing opens."
        where = f"before “{word[0]}”" if word is not None and word[0] else "where the text begins, or take it out"
        raise ExpressionError(what, f"Write {mark} {where}.", column)
    rest = re.match(r"[^)\],]*", source[column:])
    text = rest[0].rstrip() if rest is not None else ""
    remedy = f"Write {mark} behind “{text[-30:]}”." if text else "Close it, or take it out."
    raise ExpressionError(f"The text that begins here does not end with {mark}.", remedy, column)


def _refuse(mark: str, source: str, column: int) -> NoReturn:
    if mark in _QUOTES:
        _refuse_quote(mark, source, column)
    if mark in MARKS:
        raise ExpressionError(*MARKS[mark], column)
    if mark.isalpha():
        start = max(source.rfind(" ", 0, column), 0)
        word = source[start:].split(maxsplit=1)[0][:20]
        raise ExpressionError(f"“{word}” is no name.", "Names have plain letters; put text between quotes.", column)
    shown = mark if mark.isprintable() else f"U+{ord(mark):04X}"
    raise ExpressionError(f"“{shown}” means nothing here.", "Take it out, or put it between quotes.", column)
