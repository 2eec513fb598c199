"""Messages: a template per language, with a subject and a channel. Read as strictly as playbooks.

message: apology
channel: mail                       # the default
subject: {en: We are sorry, id: Mohon maaf, vi: Thành thật xin lỗi}
text:
  en: |
    Dear {{ customer }}, …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from domain.model import Model
from domain.playbook.findings import At, Finding
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import Reader, Shape
from domain.playbook.template import read_template
from domain.vocabulary import Words

_MESSAGE: Final = Shape("a message", ("message", "subject", "text"), ("channel",))
_CHANNEL: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")


class Message(Model):
    """A compiled message; subject and text are templates by language."""

    message: str
    channel: str = "mail"
    subject: Words
    text: Words

    @property
    def languages(self) -> frozenset[str]:
        """The languages it is there in."""
        return frozenset(self.subject) & frozenset(self.text)


class Named(NamedTuple):
    """A fact of the failure that a template names, where, and in which line."""

    fact: str
    at: At
    source: str


def compile_message(text: str | bytes, file: str) -> tuple[Message | None, list[Finding]]:
    """Compile a message; it is there exactly when there are no findings."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, _MESSAGE)
    subject = _templates(read, fields.get("subject"))
    body = _templates(read, fields.get("text"))
    apart = sorted(subject.keys() ^ body.keys())
    if apart and subject and body and root is not None:
        what = f"Subject and text are not both there in: {', '.join(apart)}."
        read.report.add("missing-language", root.at, what, "Write both in every language.")
    name = read.name(fields.get("message"))
    channel = fields.get("channel")
    medium = read.name(channel, _CHANNEL) if channel is not None else "mail"
    findings = read.report.findings
    message = None if findings or root is None else Message(message=name, channel=medium, subject=subject, text=body)
    return message, findings


def _templates(read: Reader, node: Node | None) -> Mapping[str, str]:
    words = read.words(node, ())
    for scalar in _scalars(node):
        for flaw in read_template(scalar.text).flaws:
            read.report.add("template", scalar.place(flaw.offset), flaw.what, flaw.remedy)
    return words


def _scalars(node: Node | None) -> Iterator[Scalar]:
    for entry in node.entries.values() if isinstance(node, Fields) else ():
        if isinstance(entry.value, Scalar):
            yield entry.value


def facts_named(text: str | bytes, file: str) -> list[Named]:
    """Return the facts of the failure that a legal message names, with their places."""
    root, report = load(text, file)
    if not isinstance(root, Fields):
        return []
    scalars = (scalar for part in ("subject", "text") for scalar in _scalars(root.get(part)))
    return [
        Named(fact, at := scalar.place(offset), report.lines[at.line - 1])
        for scalar in scalars
        for offset, fact in read_template(scalar.text).facts
    ]
