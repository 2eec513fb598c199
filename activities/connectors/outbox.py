"""The outbox: messages as files, one folder a case, for houses without a mail server and for trying things out."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from activities.ports import Call, Outcome
from domain.case.commands import Applied, NotApplied, Unknown
from domain.playbook.contract import Contract
from domain.values import Value

CONTRACT = Contract(
    name="outbox",
    capability="keyed",
    inputs={"to": "text", "name": "text", "subject": "text", "text": "text"},
    result={"file": "text"},
    refusals={"no_address": "nobody can be reached there"},
    key_lives_ms=10 * 365 * 24 * 3_600_000,
)
OWNER_ALONE = 0o600
_LINES = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Outbox:
    """Writes each message once: the file is named by its key, and what is there already stays."""

    folder: Path
    contract: Contract = CONTRACT

    async def perform(self, call: Call) -> Outcome:
        """Write the message, durably and whole."""
        address = _one_line(call.request["to"])
        if not address:
            return NotApplied(why="no_address", refused=True)
        name = f"{call.step.strip('@') or 'message'}-{hashlib.sha256(call.key.encode()).hexdigest()[:12]}.txt"
        file = self.folder / call.case / re.sub(r"[^\w.\-]", "_", name)
        if file.exists():
            return Applied(receipt={"file": file.name})
        try:
            _write(file, _letter(address, call.request))
        except OSError as trouble:
            return Unknown(why=f"the outbox cannot be written: {trouble.strerror}")
        return Applied(receipt={"file": file.name})

    async def look_up(self, call: Call) -> Outcome:
        """Nobody asks an outbox: the same key writes the same file."""
        return Unknown(why="the outbox honours keys instead")


def _one_line(value: Value) -> str:
    """Headers hold one line, whatever a customer's name contains."""
    return _LINES.sub(" ", str(value)).strip()


def _letter(address: str, request: Mapping[str, Value]) -> str:
    name, subject = _one_line(request["name"]), _one_line(request["subject"])
    to = f"{name} <{address}>" if name else address
    return f"To: {to}\nSubject: {subject}\n\n{str(request['text']).rstrip()}\n"


def _write(file: Path, text: str) -> None:
    """Write a letter for the owner alone: it holds a name and an address."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + f".{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
