"""Commands as they come through the door, made fit to be recorded: words of customers go into the vault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from activities.vault import Sealer
from domain.case import commands as c
from domain.case.deciding.second_look import DISAGREES
from domain.errors import UsageError
from domain.values import Value

WITHDREW: Final = "the customer withdrew"
"""What stands in the fact; what they said lies in the vault."""
BY_OTHER_WORDS: Final[Mapping[type[c.Command], str]] = {
    c.RecordContact: "contact", c.AddNote: "note", c.ChangeFailure: "change", c.SubmitReceipt: "receipt",
    c.CompleteTask: "answer", c.RecogniseCustomer: "customer",
}  # fmt: skip
"""What is not given as a command as it stands, for it holds private texts: by what it is asked instead."""
_NAMES: Final = (
    "step",
    "task",
    "entry",
    "event",
    "choice",
    "promise",
    "request",
    "to",
    "told",
    "channel",
    "accepted",
    "into",
    "cause",
    "kind",
    "payee",
    "reference",
    "source",
)
_NO_NAME = re.compile(r"\s")
LONGEST_NAME: Final = 200


def sealed(  # noqa: C901, PLR0911 — one line a kind of command
    command: c.Command, sealer: Sealer, customer: str
) -> c.Command:
    """Return a command with the customer's words sealed.

    Raises:
        UsageError: it holds private texts and is asked for in other words, or a name in it is none.
    """
    words = BY_OTHER_WORDS.get(type(command))
    if words is not None:
        raise UsageError("private texts of this command would not be sealed.", remedy=f"Ask for “{words}” instead.")
    _check_names(command)
    match command:
        case c.WithdrawCase():
            _said_by_them(command, customer)
            return replace(command, why=WITHDREW, text=sealer.text(command.why, customer) if command.why else "")
        case c.RejectResolution():
            return replace(command, why=DISAGREES, text=sealer.text(command.why, customer) if command.why else "")
        case c.DeclineRemedy():
            if command.actor.person != customer:  # whoever writes it down for them says in what words
                _said(command.why, "why")
            return replace(command, why="", text=sealer.text(command.why, customer) if command.why else "")
        case c.SubmitEvidence(text=str(words)):
            return replace(command, text=sealer.text(_said(words, "text"), customer))
        case c.SendSignal():
            return replace(command, body=_private(command.body, sealer, customer))
        case c.RequestInformation(what=str(words)):
            return replace(command, what=sealer.text(_said(words, "what"), customer))
        case c.HandOver(done=str(done), left=str(left)):
            note = sealer.text(_said(done, "done"), ""), sealer.text(_said(left, "left"), "")
            return replace(command, done=note[0], left=note[1])
        case c.RequestInformation() | c.HandOver() | c.SubmitEvidence():
            raise UsageError("what was asked, done, left or sent is told in words.")
        case c.AnswerFollowUp():
            return replace(command, answer=_private(command.answer, sealer, customer))
        case _:
            return command


def _said_by_them(command: c.WithdrawCase, customer: str) -> None:
    """Check that whoever of the house writes something down for the customer says in what words they said it."""
    if command.actor.person != customer and not command.actor.is_machine:
        _said(command.why, "why")


def _said(words: str, name: str) -> str:
    if not words.strip():
        raise UsageError(f"there are no words in “{name}”.", remedy="Write what is to be kept.")
    return words


def check_name(name: str, what: str) -> None:
    """Refuse what cannot be a name, without saying it again: somebody may have typed what a customer said.

    Raises:
        UsageError: it has white space in it, or is very long.
    """
    if _NO_NAME.search(name) or len(name) > LONGEST_NAME:
        raise UsageError("that is no name: names have no spaces.", where=what, remedy="Free words go with a note.")


def _check_names(command: c.Command) -> None:
    for name in _NAMES:
        told = getattr(command, name, "")
        if isinstance(told, str):
            check_name(told, name)


def _private(told: Mapping[str, Value], sealer: Sealer, customer: str) -> dict[str, Value]:
    """Return a record with its texts sealed."""
    return {name: _value(value, sealer, customer) for name, value in told.items()}


def _value(value: Value, sealer: Sealer, customer: str) -> Value:
    match value:
        case str():
            return sealer.text(value, customer)
        case tuple():
            return tuple(_value(inner, sealer, customer) for inner in value)
        case Mapping():
            return _private(value, sealer, customer)
        case _:
            return value
