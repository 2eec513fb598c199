"""The schema of a catalogue of causes."""

from __future__ import annotations

from domain.playbook.cause_catalogue import CAUSES
from domain.playbook.reader import NAME
from domain.playbook.schema.common import Schema, definitions, described, named, ref, said, shaped, text


def causes_schema() -> Schema:
    """Return the JSON Schema of a catalogue of causes as it is written."""
    group = named(said(ref("words"), "What the cause is called, by language."), NAME)
    root = shaped(CAUSES, {
        "causes": said(text(NAME), "What the catalogue is called."),
        "groups": said(named(group, NAME), "The causes by group; a code stands in one of them."),
    })  # fmt: skip
    shared = definitions()
    return described("Catalogue of causes", "Why things go wrong, by code.", root, {"words": shared["words"]})
