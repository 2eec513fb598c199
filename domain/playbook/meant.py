"""What was meant: words, amounts and times as people write them elsewhere, and how they are written here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "if": "when", "condition": "when", "case": "when", "then": "steps", "do": "steps", "else": "otherwise",
    "default": "otherwise", "who": "of", "role": "of", "by": "of", "assignee": "of", "deadline": "due",
    "within": "due", "sla": "within", "timeout": "at_most", "max": "at_most", "limit": "at_most", "text": "words",
    "label": "words", "options": "choices", "fields": "form", "name": "id", "inputs": "with", "args": "with",
    "rollback": "undo", "compensate": "undo", "foreach": "each", "key": "by",
}  # fmt: skip
"""Fields of other notations, and the field that is meant where it is one of the place."""
_CHOOSE: Final = "choose: [{when: …, steps: [...]}, {else: [...]}]"
_EACH: Final = "each: item, in: =LIST, by: =item.id, at_most: 9, steps: [...]"
_ASK: Final = "ask: NAME, of: ROLE, due: 2h, words: {en: …}"
_REMEDY: Final = "remedy: refund, amount: 5 USD, pay: CONNECTOR"
KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("if", "else", "switch", "case"), _CHOOSE),
    **dict.fromkeys(("for", "foreach", "loop", "repeat"), _EACH),
    **dict.fromkeys(("email", "mail", "send", "notify", "message", "sms", "inform"), "tell: MESSAGE"),
    **dict.fromkeys(("task", "assign", "call", "phone"), _ASK),
    **dict.fromkeys(("pay", "refund", "voucher"), _REMEDY),
    **dict.fromkeys(("sleep", "delay", "pause"), "wait: {for: 2h}"),
    "parallel": "together: {name: [...], other: [...]}", "rollback": "undo: ID",
}  # fmt: skip
"""Steps of other notations, and the step that is meant."""
EXAMPLES: Final[Mapping[str, str]] = {
    "due": "8h", "reply_within": "24h", "within": "24h", "every": "24h", "after": "72h", "deadline": "2 days",
    "of": "ROLE", "owner": "ROLE", "words": "{en: …}", "choices": "{name: {en: …}}", "with": "{name: value}",
    "steps": "[{tell: MESSAGE}]", "when": "CONDITION", "by": "=item.id", "in": "=failure.LIST",
    "title": "{en: …}", "subject": "{en: …}", "text": "{en: …}", "markets": "[us]",
    "handles": "[{failure: NAME}]", "otherwise": "the choice that is taken",
    "risk": "{likelihood: possible, consequence: {…}}",
}  # fmt: skip
"""How required fields are written."""

_TRUE: Final = frozenset({"yes", "y", "on", "ja", "ya", "có", "1", "x"})
_FALSE: Final = frozenset({"no", "n", "off", "nein", "tidak", "không", "0"})
_CURRENCIES: Final = {"€": "EUR", "£": "GBP", "₫": "VND", "đ": "VND", "rp": "IDR", "$": "USD", "¥": "JPY", "₹": "INR"}
_AMOUNT: Final = re.compile(r"\D*(\d[\d.,' ]*)\D*")
_ONE_AMOUNT: Final = re.compile(r"\d+(?:\.\d+)? ?[A-Z]{3}")
_AMOUNTS: Final = re.compile(r"\d+(?:\.\d+)? ?[A-Z]{3}(?:\s+\d+(?:\.\d+)? ?[A-Z]{3})+")
_WORDS: Final = re.compile(r"[^\s,\[\]]+")
_PART: Final = re.compile(r"(\d+)\s*(?:%|percent|per cent)")
_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)")
_SPAN: Final = re.compile(r"(\d+)(?:[.,](\d))?\s*([^\W\d]+(?: [^\W\d]+)?)\.?")
_WORKED: Final = re.compile(
    r"(\d{1,9})\s*(?:(?:working|work|business|office)[\s-]*(day|hour)s?|(day|hour)s?\s+(?:of\s+)?(?:working|work|business))"
)
"""Working time as it is written elsewhere."""
_MINUTES: Final = dict.fromkeys(("min", "mins", "minute", "minutes", "menit", "phút", "minuten"), 1) | dict.fromkeys(
    ("h", "hr", "hrs", "hour", "hours", "jam", "giờ", "std", "stunden"), 60
)
_DAYS: Final = dict.fromkeys(("d", "day", "days", "hari", "ngày", "tag", "tage"), 1) | dict.fromkeys(
    ("w", "week", "weeks", "minggu", "tuần"), 7
) | dict.fromkeys(("month", "months", "bulan", "tháng"), 30)  # fmt: skip
_WORKING: Final = ("business day", "business days", "working day", "workdays", "workday", "hari kerja", "ngày làm")


def field(name: str, known: Collection[str]) -> str:
    """Return what to write instead of a field of another notation; "" where nothing is known."""
    meant = FIELDS.get(name.lower(), "")
    return f"Write {meant}: instead." if meant in known else ""


def kind(name: str) -> str:
    """Return what to write instead of a step of another notation."""
    meant = KINDS.get(name.lower(), "")
    return f"Write {{{meant}}}." if meant else ""


def missing(name: str) -> str:
    """Return how a field that is missing is written."""
    return f"Write {name}: {EXAMPLES[name]}." if name in EXAMPLES else "Write it."


def several(text: str, known: Collection[str]) -> str:
    """Return how several words are written that stand as one: their commas or brackets were forgotten."""
    words = _WORDS.findall(text)
    if len(words) < 2 or not set(words) <= set(known):  # noqa: PLR2004 — more than one
        return ""
    listed = ", ".join(words)
    return f"Write them in brackets: [{listed}]." if "," in text else f"Write a comma between them: {listed}."


def yes_no(text: str) -> str:
    """Return what to write instead of a yes or a no in other words."""
    word = text.strip().lower()
    return "Write true." if word in _TRUE else "Write false." if word in _FALSE else "Write true or false."


def amount(text: str) -> str:
    """Return how an amount is written here; "" where it cannot be told."""
    if _AMOUNTS.fullmatch(text.strip()):
        return f"Write a comma between them: {', '.join(_ONE_AMOUNT.findall(text))}."
    part = _PART.fullmatch(text.strip())
    if part:
        return f"Write a part of an amount as =share(failure.AMOUNT, {part[1]})."
    found = _AMOUNT.fullmatch(text)
    code = next((code for sign, code in _CURRENCIES.items() if sign in text.lower()), "")
    if not found or not code:
        return ""
    return f"Write plain digits and the currency's three letters behind them, for example {_digits(found[1])} {code}."


def _digits(text: str) -> str:
    """Return the whole units of an amount: behind a last mark with two digits there are minor units."""
    whole = re.sub(r"[.,]\d\d?$", "", text.strip())
    return re.sub(r"\D", "", whole) or "500"


def span(text: str, *, counted: bool) -> str:
    """Return how a span of time is written here; "" where it cannot be told.

    Args:
        text: as it was written.
        counted: whether days may stand there, which a calendar counts.
    """
    words = text.strip().lower()
    clock = _CLOCK.fullmatch(words)
    if clock:
        return f"Write {_elapsed(int(clock[1]) * 60 + int(clock[2]))}: a span of time is no time of day."
    worked = _WORKED.fullmatch(words)
    if worked and counted:
        return f"Write {worked[1]} working {worked[2] or worked[3]}s."
    found = _SPAN.fullmatch(words)
    if found is None:
        units = ("m", "h", " days") if counted else ("s", "m", "h")
        written = [words + unit for unit in units]
        return f"Say of what: {', '.join(written[:-1])} or {written[-1]}." if words.isdecimal() else ""
    return _counted(int(found[1]), int(found[2] or 0), found[3], counted=counted)


def _counted(number: int, tenths: int, unit: str, *, counted: bool) -> str:
    """Return a number of units as a span of time."""
    is_unclear = counted and unit in {"hour", "hours"}  # elapsed or working ones: only the writer knows
    if unit in _MINUTES and (tenths or not is_unclear):
        return f"Write {_elapsed(number * _MINUTES[unit] + tenths * _MINUTES[unit] // 10)}."
    if unit in _WORKING and counted and not tenths:
        return f"Write {number} working days."
    if unit in _DAYS and not tenths:
        days = number * _DAYS[unit]
        return f"Write {days} days, or {days * 24}h." if counted else f"Write {days * 24}h."
    return ""


def _elapsed(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}h{rest}m" if hours and rest else f"{hours}h" if hours else f"{rest}m"
