"""What commands print: one JSON document, or text for people; problems go to stderr and leave stdout empty."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from shutil import get_terminal_size

from domain.errors import MakegoodError

_BOLD, _DIM, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Output:
    """How this call wants its answers."""

    as_json: bool = False
    utc: bool = False

    @property
    def zone(self) -> tzinfo:
        """The reader's zone."""
        return UTC if self.utc else datetime.now().astimezone().tzinfo or UTC

    def instant(self, moment: datetime | None) -> str:
        """Write an instant in the reader's zone, with its name."""
        if moment is None:
            return "–"
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}"

    def document(self, data: object) -> None:
        """Print the one JSON document of this call."""
        text = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
        self.line(text.encode("utf-8", "backslashreplace").decode())  # half a character is written as its code

    def line(self, text: str = "") -> None:
        """Print one line for people."""
        print(text)  # noqa: T201 — this is the output

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print rows under headings, each column as wide as it needs; the last one is cut to the terminal."""
        body = [list(row) for row in rows]
        widths = [max(len(row[n]) for row in [list(headings), *body]) for n in range(len(headings))]
        room = get_terminal_size((120, 40)).columns
        self.line(strong(_row(headings, widths, room)))
        for row in body:
            self.line(_row(row, widths, room))


def _row(cells: Sequence[str], widths: Sequence[int], room: int) -> str:
    text = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
    return text if len(text) <= room or not sys.stdout.isatty() else text[: room - 1] + "…"


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    from domain.values import to_json  # noqa: PLC0415 — help is shown without it

    return to_json(value)  # type: ignore[arg-type] # a TypeError is right for anything else


def strong(text: str) -> str:
    """Return a text in bold, where the terminal shows it."""
    return f"{_BOLD}{text}{_OFF}" if _coloured() else text


def faint(text: str) -> str:
    """Return a text that steps back, where the terminal shows it."""
    return f"{_DIM}{text}{_OFF}" if _coloured() else text


def _coloured() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def say(text: str) -> None:
    """Say something beside the answer: progress, a warning."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 — this is the output


def complain(trouble: MakegoodError, *, as_json: bool) -> int:
    """Print a refusal (as RFC 9457 problem data with --json) and return the exit code."""
    if as_json:
        problem = {
            "type": f"urn:makegood:{trouble.title.replace(' ', '-')}", "title": trouble.title, "detail": trouble.what,
            "instance": trouble.where, "remedy": trouble.remedy, "exit_code": trouble.exit_code,
        }  # fmt: skip
        say(json.dumps(problem, ensure_ascii=False))
    else:
        place = f"{trouble.where}: " if trouble.where else ""
        say(f"makegood: {place}{trouble.what}")
        if trouble.remedy:
            say(f"  → {trouble.remedy}")
    return trouble.exit_code
