"""Values put into a language: instants in a zone with its name, money, and the names steps go by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from domain.clock.duration import Duration
from domain.clock.span import Days, Months, Period, WorkingDays, WorkingHours
from domain.ids import keys_of, step_of, unescape
from domain.money import Money, told
from domain.values import Person, Sealed
from domain.vocabulary import Words

_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "vi": tuple(f"tháng {n}" for n in range(1, 13)),
}  # fmt: skip


def instant(moment: datetime, zone: tzinfo, language: str) -> str:
    """Write an instant as the reader's day and time, with the zone's name."""
    local = moment.astimezone(zone)
    month = _MONTHS.get(language, _MONTHS["en"])[local.month - 1]
    name = local.tzname() or "UTC"
    if language == "vi":
        return f"{local:%H:%M} ngày {local.day} {month} năm {local.year} ({name})"
    return f"{local.day} {month} {local.year}, {local:%H:%M} ({name})"


def day(on: date, language: str) -> str:
    """Write a day of the calendar as the language does."""
    month = _MONTHS.get(language, _MONTHS["en"])[on.month - 1]
    return f"ngày {on.day} {month} năm {on.year}" if language == "vi" else f"{on.day} {month} {on.year}"


def money(amount: Money, language: str) -> str:
    """Write an amount as the language does."""
    return told(amount, language)


_UNITS = {
    "en": ("hour", "hours", "minute", "minutes"),
    "id": ("jam", "jam", "menit", "menit"),
    "vi": ("giờ", "giờ", "phút", "phút"),
}  # fmt: skip


_DAY_MS = 24 * 3_600_000
_ROUNDED_FROM_MS = 3 * _DAY_MS
"""From so much elapsed time on people count days."""
_ABOUT = {"en": "about {days}", "id": "sekitar {days}", "vi": "khoảng {days}"}


def about(length: Period, language: str) -> str:
    """Write a span of time as people say it: 5 hours 53 minutes, 7 days, about 20 days.

    Nothing is reckoned with it: where an instant or a limit hangs on it, it is written whole (`span`).
    """
    if not isinstance(length, Duration) or abs(length.ms) < _ROUNDED_FROM_MS:
        return span(length, language)
    days, rest = divmod(abs(length.ms) + _DAY_MS // 2, _DAY_MS)
    told = ("-" if length.ms < 0 else "") + span(Days(days), language)
    return told if rest == _DAY_MS // 2 else _ABOUT.get(language, _ABOUT["en"]).format(days=told)


_COUNTED = {
    "en": {"days": "day", "working": "working day", "hours": "working hour", "months": "month", "years": "year"},
    "id": {"days": "hari", "working": "hari kerja", "hours": "jam kerja", "months": "bulan", "years": "tahun"},
    "vi": {"days": "ngày", "working": "ngày làm việc", "hours": "giờ làm việc", "months": "tháng", "years": "năm"},
}


def span(length: Period, language: str) -> str:
    """Write a span of time: 5 hours 53 minutes, 3 days, 7 working days, 8 working hours, 6 months, 1 year."""
    if isinstance(length, Duration):
        return _elapsed(length, language)
    number, kind = _number(length)
    word = _COUNTED.get(language, _COUNTED["en"])[kind]
    return f"{number} {word}" + ("s" if number != 1 and language not in {"id", "vi"} else "")


def _number(length: Days | WorkingDays | WorkingHours | Months) -> tuple[int, str]:
    match length:
        case Months(months=months):
            years, rest = divmod(months, 12)
            return (years, "years") if years and not rest else (months, "months")
        case Days(count=count):
            return count, "days"
        case WorkingDays(count=count):
            return count, "working"
        case WorkingHours(ms=ms):
            return ms // 3_600_000, "hours"


def _elapsed(duration: Duration, language: str) -> str:
    one_hour, hours, one_minute, minutes = _UNITS.get(language, _UNITS["en"])
    h, m = divmod(abs(duration.ms) // 60_000, 60)
    parts = [f"{h} {one_hour if h == 1 else hours}"] if h else []
    parts += [f"{m} {one_minute if m == 1 else minutes}"] if m or not h else []
    return ("-" if duration.ms < 0 else "") + " ".join(parts)


def counted(number: int, thing: str, things: str = "") -> str:
    """Write a number of things in English: 1 playbook, 2 playbooks, 2 breaches."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


_OWN_LETTERS = {"@receipt": "the letter about receipt", "@given": "the letter about what was given for"}


def own_step(path: str) -> str:
    """Return what a step is called: by its path; a letter of the engine's own by what it is about."""
    letter = _OWN_LETTERS.get(step_of(path))
    return f"{letter} {', '.join(unescape(key) for key in keys_of(path))}" if letter else path


def in_words(words: Words, language: str) -> str:
    """Return a text in a language, else in English, else in any."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


_SHORT = 12


def brief(value: object) -> str:
    """Write any value in a few characters, for lists of facts that experts read; references are cut."""
    if value is None or value == "" or (isinstance(value, Mapping | tuple | list | frozenset) and not value):
        return ""
    if isinstance(value, Mapping):
        words = value.get("en")
        inside = ", ".join(f"{name}: {brief(inner)}" for name, inner in value.items())
        return f"“{words}”" if isinstance(words, str) else "{" + inside + "}"
    if isinstance(value, tuple | list | frozenset):
        return "[" + ", ".join(map(brief, value)) + "]"
    return _brief(value)


def _brief(value: object) -> str:  # noqa: PLR0911 — a line for each kind  # noqa: PLR0911 — a line for each kind
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}Z"
        case Money():
            return money(value, "en")
        case Person():
            return value.id[:_SHORT]
        case Sealed():
            return f"({value.ref[:_SHORT]})"
        case str() if value.startswith("sha256:"):
            return value[: len("sha256:") + 8] + "…"
        case _:
            return str(value)
