"""The schema of a table of authority."""

from __future__ import annotations

from domain.playbook.authority_table import AUTHORITY, LINE, MOST_LEVEL, UNLIMITED
from domain.playbook.reader import NAME
from domain.playbook.schema.common import (
    Schema,
    any_of,
    definitions,
    described,
    different,
    integer,
    listed,
    named,
    ref,
    said,
    shaped,
    text,
    words,
)
from domain.risk import TIERS


def authority_schema() -> Schema:
    """Return the JSON Schema of a table of authority as it is written."""
    limits = any_of(words([UNLIMITED]), listed(ref("money"), most=40))
    line = shaped(LINE, {
        "role": said(ref("name"), "Who may approve: a role of the staff."),
        "skill": said(named(integer(1, MOST_LEVEL), NAME), "The skills it takes, each with its level."),
        "remedies": said(different(ref("name")), "The kinds of remedies; without it, all."),
        "tiers": said(different(words(TIERS)), "The tiers of cases; without it, all."),
        "up_to": said(limits, "How much, one limit a currency; or unlimited, also what has no amount."),
        "in_kind": said({"type": "boolean"}, "Also what has no amount."),
    })  # fmt: skip
    covers = any_of({"required": ["up_to"]}, {"required": ["in_kind"]})
    root = shaped(AUTHORITY, {
        "authority": said(text(NAME), "What the table is called."),
        "may_approve": said(named({**line, **covers}, NAME), "The lines by name. What none covers, nobody approves."),
    })  # fmt: skip
    told = "Who may approve which remedies, up to how much, in which tiers."
    shared = definitions()
    return described("Table of authority", told, root, {name: shared[name] for name in ("name", "money")})
