"""The options that many commands share."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter, Token

from domain.clock.instant import parse_instant
from domain.errors import NotFoundError, UsageError
from domain.expression.errors import guess
from domain.money import Money, parse_money
from makegood.cli.output import Output
from workers.settings import Settings, load


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """What every command takes.

    Attributes:
        json: print exactly one JSON document.
        utc: write times in UTC instead of your own zone.
        journal: which journal, as sqlite:///PATH or postgresql://USER@HOST:PORT/DATABASE.
        as_: act as this person of the house; else you are the operator.
    """

    json: Annotated[bool, Parameter(negative="")] = False
    utc: Annotated[bool, Parameter(negative="")] = False
    journal: str | None = None

    as_: Annotated[str, Parameter(name="--as")] = ""

    @property
    def output(self) -> Output:
        """How to answer."""
        return Output(self.json, self.utc)

    def settings(self, **flags: str | None) -> Settings:
        """Return the settings with these flags on top."""
        return load({"journal": self.journal, **flags})


@Parameter(name="*")
@dataclass(frozen=True)
class Documents:
    """Where the documents of the house lie.

    Attributes:
        playbooks: the folder of playbooks, with the house beside them.
        messages: the folder of messages.
        calendars: the folder of calendars.
        packs: the folder of packs.
    """

    playbooks: str | None = None
    messages: str | None = None
    calendars: str | None = None
    packs: str | None = None

    def flags(self) -> dict[str, str | None]:
        """Return what was given, as settings."""
        return {name: getattr(self, name) for name in ("playbooks", "messages", "calendars", "packs")}


def named_values(given: Sequence[str], where: str) -> dict[str, str]:
    """Read NAME=VALUE, as often as it is given.

    Raises:
        UsageError: one of them is not of that form.
    """
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"“{text}” names no value.", where=where, remedy="Write NAME=VALUE.")
        if name in found:
            raise UsageError(f"“{name}” is given twice.", where=where, remedy="Leave one of them out.")
        found[name] = value
    return found


def facts_file(path: Path | None) -> Mapping[str, object]:
    """Read a file of facts: one JSON object.

    Raises:
        NotFoundError: there is no such file, or it cannot be read.
        UsageError: it holds no JSON object.
    """
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise NotFoundError(f"{path} cannot be read: {trouble.strerror}.", where="--facts") from None
    except (ValueError, RecursionError) as trouble:
        raise UsageError(f"the facts are no JSON: {trouble}.", where=str(path)) from None
    if not isinstance(told, dict):
        raise UsageError("the facts are no object.", where=str(path), remedy='Write {"NAME": VALUE, …}.')
    return told


AMOUNT: Final = Parameter(allow_leading_hyphen=True)
"""An option or argument that is an amount of money: one below zero is an amount too, and is refused as such."""


def amount_of(text: str, where: str, *, nothing: bool = False) -> Money:
    """Read an amount of money that an option or an argument names; `nothing` is one where that is said.

    Raises:
        UsageError: it is none, below zero, or nothing.
    """
    try:
        found = parse_money(text)
    except UsageError as trouble:
        raise UsageError(trouble.what, where=where, remedy=trouble.remedy) from None
    if found.minor < 0 or (found.minor == 0 and not nothing):
        remedy = f"Write an amount {'of 0 or more' if nothing else 'above 0'}, for example 200 USD."
        what = "is less than nothing" if nothing else "is not more than nothing"
        raise UsageError(f"“{text.strip()}” {what}.", where=where, remedy=remedy)
    return found


def _whole(_: object, tokens: Sequence[Token]) -> int:
    """Read a whole number as it is written: half a case is not rounded."""
    text = tokens[0].value.strip()
    if not re.fullmatch(r"[+-]?\d{1,40}", text, re.ASCII):
        raise UsageError(f"“{text}” is no whole number.", where=tokens[0].keyword or "", remedy="Write digits alone.")
    return int(text)


WHOLE: Final = Parameter(converter=_whole)
"""An option or argument that is a whole number."""


def one_of(text: str | None, words: Sequence[str], where: str) -> None:
    """Check that an option names one of some words.

    Raises:
        UsageError: it does not; with the one that was meant, where that can be told.
    """
    if text is not None and text not in words:
        remedy = guess(text, words) or f"There are: {', '.join(words)}."
        raise UsageError(f"“{text}” is none of them.", where=where, remedy=remedy)


def instant(text: str | None) -> datetime | None:
    """Read the time an option names."""
    return parse_instant(text) if text else None


_SHOWN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (\S+)")
_TO_THE_SECOND = re.compile(r".*\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?")


def as_of(text: str | None) -> datetime | None:
    """Read the time that `--at` names, also as it is shown; without a part of a second it is the end of that second.

    Raises:
        UsageError: it is no time, or names another zone than the screen shows.
    """
    if not text:
        return None
    shown = _SHOWN.fullmatch(text.strip())
    moment = _as_shown(*shown.groups()) if shown else parse_instant(text)
    if shown or _TO_THE_SECOND.fullmatch(text):
        return moment + timedelta(milliseconds=999)
    return moment


def _as_shown(day: str, time: str, zone: str) -> datetime:
    if zone == "UTC":
        return parse_instant(f"{day}T{time}Z")
    local = datetime.fromisoformat(f"{day}T{time}").astimezone()
    if local.tzname() != zone:
        remedy = "Write it as 2026-11-23T14:30:00Z or with an offset such as +07:00."
        raise UsageError(f"“{zone}” is not the zone of this machine.", where="--at", remedy=remedy)
    return local.astimezone(UTC)
