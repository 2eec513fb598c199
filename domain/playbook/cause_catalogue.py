"""The catalogue of root causes as it is written; read as strictly as a playbook.

causes: house
groups:
  equipment:
    system-outage: {en: A system was down, id: Sistem tidak berfungsi, vi: Hệ thống ngừng hoạt động}
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from domain.causes import CauseOf, Causes
from domain.playbook.findings import Finding, quoted
from domain.playbook.load import load
from domain.playbook.reader import NAME, Reader, Shape

CAUSES: Final = Shape("a catalogue of causes", ("causes", "groups"))
MOST_GROUPS, MOST_CAUSES = 50, 200


def compile_causes(
    text: str | bytes, file: str, languages: Collection[str] = ()
) -> tuple[Causes | None, list[Finding]]:
    """Compile a catalogue of causes; it is there exactly when there are no findings.

    Args:
        text: what the file holds.
        file: its name, for the findings.
        languages: those of the markets; every cause is called something in each of them.
    """
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, CAUSES)
    name = read.name(fields.get("causes"))
    found: dict[str, CauseOf] = {}
    for group, node in read.entries(fields.get("groups"), "groups by name", NAME, most=MOST_GROUPS).items():
        for code, words in read.entries(node, "causes by code", NAME, most=MOST_CAUSES).items():
            if code in found:
                what = f"{quoted(code)} stands in the group {quoted(found[code].group)} already."
                report.add("bad-name", words.at, what, "Keep it in one group, or call this one otherwise.")
            found.setdefault(code, CauseOf(group=group, words=read.words(words, languages)))
    return (None if report.findings or root is None else Causes(name=name, causes=found)), report.findings
