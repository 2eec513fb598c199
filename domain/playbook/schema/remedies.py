"""The schema of the kinds of remedies of a house."""

from __future__ import annotations

from domain.playbook.reader import NAME
from domain.playbook.remedy_kinds import GIVES, HIGHEST_PREMIUM, KIND, KINDS, MOST_LIMITS, SOURCES
from domain.playbook.schema.common import (
    Schema,
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
from domain.remedies import PAR


def remedies_schema() -> Schema:
    """Return the JSON Schema of the kinds of remedies as they are written."""
    kind = shaped(KIND, {
        "gives": said(words(GIVES), "Whether it is money, or something in kind: a repair, a replacement, an apology."),
        "words": said(ref("words"), "What it is called, in every language of the markets."),
        "loss": said(ref("name"), "The loss it makes good: of two remedies for one loss a person gets one."),
        "beside": said(different(ref("name")), "The kinds it may stand beside for the same loss, or all."),
        "set_off": said(different(words(SOURCES)), "Whose money is set off: chargeback, insurer, agent."),
        "premium": said(integer(PAR, HIGHEST_PREMIUM), "What it is worth, in per cent of the cash it stands for."),
        "evidence_above": said(
            listed(ref("money"), most=MOST_LIMITS), "Above how much something has to show the claim, one a currency."
        ),
        "feasible": said(text(), "The connector that says whether it can be had; it comes before the promise."),
    })  # fmt: skip
    root = shaped(KINDS, {
        "remedies": said(text(NAME), "What the document is called."),
        "kinds": said(named(kind, NAME), "The kinds by name."),
    })  # fmt: skip
    shared = definitions()
    told = "What each kind of remedy gives, makes good, may stand beside, and what it takes to get it."
    return described("Remedies", told, root, {name: shared[name] for name in ("name", "words", "money")})
