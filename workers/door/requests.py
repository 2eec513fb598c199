"""Requests as they come through the door: plain data, read with care; and answers as plain data."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from functools import cache

from pydantic import TypeAdapter, ValidationError

from activities.desk import Answer
from activities.library import kind_of
from activities.ports import Clock
from domain.case import commands as c
from domain.documents import Draft
from domain.errors import UsageError

Request = Mapping[str, object]
_ENGINES_OWN = (c.Tick, c.OpenCase, c.Begin, c.ReportOutcome, c.DeclareLoss, c.ReportDivergence, c.ReportNobody)


@cache
def _commands() -> TypeAdapter[c.CaseCommand]:
    """Return what reads commands, built when the first one comes: whoever only asks an engine reads none."""
    return TypeAdapter(c.CaseCommand)


@cache
def _outcomes() -> TypeAdapter[c.Outcome]:
    return TypeAdapter(c.Outcome)


def text_of(request: Request, name: str, default: str | None = None) -> str:
    """Return a text of a request.

    Raises:
        UsageError: it is missing or no text.
    """
    value = request.get(name, default)
    if not isinstance(value, str):
        raise UsageError(f"the request lacks “{name}”.")
    return value


def words_of(request: Request, name: str) -> str:
    """Return a text of a request with words in it.

    Raises:
        UsageError: it is missing, or there are no words in it.
    """
    told = text_of(request, name)
    if not told.strip():
        raise UsageError(f"there are no words in “{name}”.", remedy="Write what is to be kept.")
    return told


def one_of(request: Request, name: str, words: Sequence[str]) -> str:
    """Return one of some words out of a request; "" where nothing is said.

    Raises:
        UsageError: it is none of them.
    """
    told = text_of(request, name, "")
    if told and told not in words:
        raise UsageError(f"“{told}” is no {name} here.", remedy=f"There are: {', '.join(words)}.")
    return told


def number_of(request: Request, name: str, default: int | None = None) -> int:
    """Return a whole number of a request.

    Raises:
        UsageError: it is missing or no whole number.
    """
    value = request.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UsageError(f"“{name}” is a whole number.")
    return value


def command_id_of(request: Request) -> str:
    """Return the id the request came with, or a new one."""
    return text_of(request, "command_id", "") or "cmd-" + secrets.token_hex(12)


def asked_of(request: Request, secret: bytes) -> str:
    """Name what a request asks for, and in whose name, as a keyed hash: it may hold private words. "" without an id.

    Whoever acts under a name of the house is the same one under whatever account.
    """
    if not text_of(request, "command_id", ""):
        return ""
    apart = {"id", "command_id", *(("user",) if text_of(request, "as", "") else ())}
    told = {name: value for name, value in request.items() if name not in apart}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def command_of(request: Request, actor: c.Actor, clock: Clock) -> c.Command:
    """Read a command for a case.

    Raises:
        UsageError: it cannot be read, or is the engine's own.
    """
    told = request.get("command")
    if not isinstance(told, dict):
        raise UsageError("the request lacks “command”.")
    try:
        command = _commands().validate_python({**told, "now": clock.now(), "actor": actor})
    except ValidationError as trouble:
        first = trouble.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"the command cannot be read: {first['msg'].lower()}.", where=place) from None
    if isinstance(command, _ENGINES_OWN):
        raise UsageError(f"“{command.do}” is the engine's own.")
    return command


def outcome_of(request: Request) -> c.Outcome:
    """Read the outcome of an effect.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return _outcomes().validate_python(request.get("outcome"))
    except ValidationError as trouble:
        raise UsageError(f"the outcome cannot be read: {trouble.errors()[0]['msg'].lower()}.") from None


def drafts_of(request: Request) -> list[Draft]:
    """Read the documents to be published.

    Raises:
        UsageError: they cannot be read.
    """
    told = request.get("documents")
    if not isinstance(told, list):
        raise UsageError("“documents” is a list.")
    return [_draft(document) for document in told]


def _draft(document: object) -> Draft:
    match document:
        case {"kind": str(kind), "name": str(name), "content": str(content), "source": str(source)}:
            return Draft(kind_of(kind), name, content, source)
        case _:
            raise UsageError("a document has kind, name, content and source.")


def said(answer: Answer) -> dict[str, object]:
    """Return an answer as data."""
    also = {"unparked": True} if answer.unparked else {}
    return {"case": answer.case, "seq": answer.seq, "events": list(answer.events), "repeat": answer.repeat, **also}
