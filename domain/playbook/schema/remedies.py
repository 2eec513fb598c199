"""The schema of the kinds of remedies of a house."""

from __future__ import annotations

from domain.playbook.reader import NAME
from domain.playbook.remedy_kinds import (
    GIVES,
    HIGHEST_PREMIUM,
    KIND,
    KINDS,
    MOST_CASES,
    MOST_LIMITS,
    SIGN,
    SOURCES,
    WIDEST,
)
from domain.playbook.schema.common import (
    Schema,
    definitions,
    described,
    different,
    integer,
    listed,
    named,
    ref,
    required,
    said,
    shaped,
    text,
    words,
)
from domain.remedies import PAR
from domain.risk import SCALES
from domain.signs import LONGEST


def remedies_schema() -> Schema:
    """Return the JSON Schema of the kinds of remedies as they are written."""
    kind = shaped(KIND, {
        "gives": said(words(GIVES), "Whether it is money, or something in kind: a repair, a replacement, an apology."),
        "words": said(ref("words"), "What it is called, in every language of the markets."),
        "loss": said(ref("name"), "The loss it makes good: of two remedies for one loss a person gets one."),
        "scales": said(different(words(SCALES)), "What it is like: what weighs on these scales is made good by it."),
        "beside": said(different(ref("name")), "The kinds it may stand beside for the same loss, or all."),
        "set_off": said(different(words(SOURCES)), "Whose money is set off: chargeback, insurer, agent."),
        "premium": said(integer(PAR, HIGHEST_PREMIUM), "What it is worth, in per cent of the cash it stands for."),
        "evidence_above": said(
            listed(ref("money"), most=MOST_LIMITS), "Above how much something has to show the claim, one a currency."
        ),
        "at_most": said(
            listed(ref("money"), most=MOST_LIMITS), "The most it can plausibly be, what is owed aside; one a currency."
        ),
        "feasible": said(text(), "The connector that says whether it can be had; it comes before the promise."),
    })  # fmt: skip
    root = shaped(KINDS, {
        "remedies": said(text(NAME), "What the document is called."),
        "kinds": said(named(kind, NAME), "The kinds by name."),
        "signs": said(named(_sign(), NAME), "The signs of abuse that a person looks at, by name."),
    })  # fmt: skip
    shared = definitions()
    told = "What each kind of remedy gives, makes good, may stand beside, and what it takes to get it."
    return described("Remedies", told, root, {name: shared[name] for name in ("name", "words", "money", "duration")})


def _sign() -> Schema:
    """Return the schema of a sign of abuse."""
    one = [required(["cases_above"]), required(["amount_above"])]
    return {**shaped(SIGN, {
        "words": said(ref("words"), "What whoever looks at it reads, in every language of the markets."),
        "same": said(ref("name"), "What the cases have in common: customer, payee, or a fact of the failure by name."),
        "kinds": said(different(ref("name")), "The kinds of remedies that count; without it, all."),
        "just_under": said(integer(1, WIDEST), "Only what is at most so many per cent under “evidence_above”."),
        "days": said(integer(1, LONGEST), "In how many days, the day of the remedy the last of them."),
        "cases_above": said(integer(1, MOST_CASES), "Above how many cases it is noticed."),
        "amount_above": said(listed(ref("money"), most=MOST_LIMITS), "Above how much in all, one a currency."),
        "asks": said(ref("name"), "The role that looks at it; whoever looks does not grant."),
        "within": said(ref("duration"), "In what time; without it, a day."),
    }), "oneOf": one}  # fmt: skip
