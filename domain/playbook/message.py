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
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from domain.model import Model
from domain.playbook.findings import At, Finding
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import Reader, Shape
from domain.vocabulary import Words

_MESSAGE: Final = Shape("a message", ("message", "subject", "text"), ("channel",))
_CHANNEL: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
Check = Callable[[str], Sequence[tuple[int, str, str]]]
"""Says what is wrong with a template: line (from 1), what, and what to do."""


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


def compile_message(text: str | bytes, file: str, check: Check) -> tuple[Message | None, list[Finding]]:
    """Compile a message; it is there exactly when there are no findings."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, _MESSAGE)
    subject = _templates(read, fields.get("subject"), check)
    body = _templates(read, fields.get("text"), check)
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


def _templates(read: Reader, node: Node | None, check: Check) -> Mapping[str, str]:
    words = read.words(node, ())
    if isinstance(node, Fields):
        for name, entry in node.entries.items():
            for line, what, remedy in check(words.get(name, "")):
                read.report.add("template", _place(entry.value, line), what, remedy)
    return words


def _place(node: Node, line: int) -> At:
    """Return where a line of a text stands: a block begins on the line behind its mark."""
    if isinstance(node, Scalar) and node.style in {"|", ">"}:
        return At(node.at.line + line, 1)
    return node.at
