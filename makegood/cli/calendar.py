"""`makegood calendar`: freeze working calendars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from domain.documents import content_digest
from domain.errors import ConflictError, Unavailable
from makegood.cli.options import Common
from makegood.cli.output import say

if TYPE_CHECKING:
    from domain.clock.calendar import Calendar


def freeze(  # noqa: PLR0913 — the options of a command
    place: str,
    years: str,
    *,
    zone: str = "",
    hours: str = "mon-fri 09:00-17:00",
    name: str = "",
    to: Path | None = None,
    replace: bool = False,
    common: Common = Common(),
) -> None:
    """Freeze the public holidays, clock and hours of a place to a document.

    Args:
        place: a country with or without its part, such as ID or GB-ENG; none for no public holidays.
        years: a year or years, such as 2026 or 2025-2027.
        zone: the time zone; else the one in which most of the country lives.
        hours: when it is worked, such as "mon-fri 09:00-12:00 13:00-17:00, sat 09:00-12:00".
        name: how the calendar is called; else by place and years.
        to: the file to write; else it is printed.
        replace: write over a file that is there.
    """
    from activities.freezing import Order, freeze  # noqa: PLC0415 — help is shown without it

    calendar, text = freeze(Order.of(place, years, zone=zone, hours=hours, name=name))
    if to is not None:
        _write(to, text, replace=replace)
    if common.json:
        common.output.document(_told(calendar, to))
    elif to is None:
        common.output.line(text.removesuffix("\n"))
    else:
        estimated = sum(holiday.estimated for holiday in calendar.holidays)
        common.output.line(f"{to}: {len(calendar.holidays)} holidays, {estimated} of them estimated.")
    if not zone:
        say(f"zone {calendar.zone}; name another one with --zone.")


def _told(calendar: Calendar, to: Path | None) -> dict[str, object]:
    content = calendar.model_dump_json()
    return {
        "calendar": calendar.name, "digest": content_digest(content), "file": str(to) if to else None,
        "document": calendar.model_dump(mode="json"),
    }  # fmt: skip


def _write(to: Path, text: str, *, replace: bool) -> None:
    """Write the file whole or not at all."""
    if to.exists() and not replace:
        raise ConflictError(f"{to} is there already.", remedy="Write over it with --replace.")
    part = to.with_name(to.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(to)
    except OSError as trouble:
        part.unlink(missing_ok=True)
        raise Unavailable(f"{to} cannot be written: {trouble.strerror}.") from None
