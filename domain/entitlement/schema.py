"""The schema of a pack, made of the tables that the compiler reads by."""

from __future__ import annotations

from typing import Final

from domain.entitlement import outline as o
from domain.entitlement.declared import MOST_WORDS
from domain.entitlement.model import UNITS
from domain.entitlement.quantities import HOW
from domain.money import EXPONENTS
from domain.playbook.reader import FIELD, NAME
from domain.playbook.schema.common import (
    DAY,
    DURATION,
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
from domain.vocabulary import GIVEN

_SHARE: Final = r"\s*(?:\d{1,5}(?:\.\d{1,6})?\s?%|\d{1,9}/\d{1,9})\s*"
_FACTOR: Final = r"\s*(?:[+-]\s?\d{1,4}(?:\.\d{1,6})?\s?%|\d{1,9}(?:\.\d{1,6})?\s?/\s?\d{1,9}(?:\.\d{1,6})?)\s*"
_TRUE: Final[Schema] = {"const": True}
_YES_NO: Final[Schema] = {"type": "boolean"}


def pack_schema() -> Schema:
    """Return the JSON Schema of a pack as it is written."""
    root = shaped(o.PACK, {
        "pack": said(text(NAME), "What the pack is called."),
        "language": said(integer(1, 1), "The version of this language."),
        "title": said(ref("words"), "What it is about."),
        "kind": said(words(o.KINDS), "Law comes before contract, contract before guarantee."),
        "jurisdiction": said(text(), "Where it holds."),
        "payer": said(ref("words"), "Who has to pay."),
        "currency": said(different(words(EXPONENTS)), "The currency of its amounts, or several."),
        "unit": said(words(o.UNITS_OF), "What an amount is owed for: each person, each premises, each booking."),
        "facts": said(named(ref("fact"), FIELD), "What the pack may ask for."),
        "versions": said(named(ref("version"), NAME), "The rules as they were at a time, the oldest first."),
        "units": said(text(FIELD), "The fact that says how many persons, premises or bookings there are."),
        "called": said(named(ref("words"), NAME), "How facts, their words and what is worked out are told."),
    })  # fmt: skip
    told = "A pack of entitlements: what law, contract or guarantee owes a customer, by which clause."
    return described("Pack", told, root, _definitions())


def _definitions() -> dict[str, Schema]:
    shared = definitions()
    kept = ("name", "words", "span", "period", "duration", "money", "formula", "condition", "conditions")
    return {
        **{name: shared[name] for name in kept},
        "day": said(text(DAY), "A day: 2026-01-31."),
        "share": said(text(_SHARE), "An exact share: 25%, 12.5%, 1/464."),
        "verified": said(_TRUE, "Somebody has read this in its source."),
        "unverified": said(text(), "Why nobody should rely on this yet."),
        "fact": _fact(), "version": _version(), "rule": _rule(), "exclusion": _exclusion(), "round": _round(),
        **_terms(),
    }  # fmt: skip


def _fact() -> Schema:
    return shaped(o.FACT, {
        "type": any_of(words(o.PLAIN), listed(text(NAME), least=2, most=MOST_WORDS)),
        "words": ref("words"),
        "unit": said(words(UNITS), "What a whole number counts or measures."),
        "optional": said(_YES_NO, "Leaving it out says that there is none."),
        "most": said(integer(1, 10**12), "The largest number it can be."),
    })  # fmt: skip


def _version() -> Schema:
    return shaped(o.VERSION, {
        "source": said(text(), "Where it stands."),
        "in_force": said(any_of(ref("day"), words([o.NOT_YET, o.NEVER])), "Since when it holds, if it does."),
        "rules": any_of(words([o.PREVIOUS]), listed(ref("rule"), most=200)),
        "words": ref("words"),
        "enforced_from": said(ref("day"), "From when on it is enforced; else since it is in force."),
        "known_since": said(ref("day"), "Since when it could be known."),
        "ended": said(ref("day"), "Its last day; else it lasts until the next version begins."),
        "verified": ref("verified"), "unverified": ref("unverified"),
        "derived": said(named(ref("term"), FIELD), "What is worked out of facts, in order."),
        "exclusions": listed(ref("exclusion")),
    })  # fmt: skip


def _rule() -> Schema:
    claim = {
        "within": ref("period"), "clause": text(), "since": text(FIELD), "made": text(FIELD),
        "unverified": ref("unverified"),
    }  # fmt: skip
    late = {"amount": ref("money"), "when": ref("conditions"), "clause": text(), "unverified": ref("unverified")}
    cut = {"cut": ref("share"), "when": ref("conditions"), "clause": text(), "unverified": ref("unverified")}
    often = {"most": integer(1, 1_000), "so_far": text(FIELD), "clause": text()}
    return shaped(o.RULE, {
        "rule": text(NAME), "words": ref("words"), "clause": said(text(), "By which clause."),
        "for": said(text(NAME), "What it is for: of several rules for one thing the first counts that applies."),
        "source": text(), "verified": ref("verified"), "unverified": ref("unverified"), "when": ref("conditions"),
        "amount": said(ref("term"), "What is owed for one unit."),
        "reduced": said(listed(shaped(o.REDUCTION, cut)), "What is taken off; the first that applies."),
        "at_least": ref("term"), "at_most": ref("term"),
        "nothing_below": said(ref("money"), "Smaller amounts are not paid."),
        "round": ref("round"), "often": said(shaped(o.OFTEN, often), "How many times a year at most."),
        "in_kind": said(named(ref("words"), FIELD), "What is given besides money."),
        "duty": said(
            shaped(o.DUTY, {
                "words": ref("words"), "within": ref("period"), "since": text(FIELD),
                "kept_by": said(words(o.KEEPERS), "By word of the decision, or by any message to the customer."),
                "in_writing": said({"type": "boolean"}, "Only what is written keeps it."),
                "gives": said(different(words(GIVEN)), "What the word that keeps it has to give besides."),
            }),
            "What has to be done within a time.",
        ),
        "pay_within": ref("period"), "pay_from": said(text(FIELD), "The fact from which the time runs."),
        "late": said(shaped(o.LATE, late), "What is owed on top when it is paid late."),
        "claim": said(shaped(o.CLAIM, claim), "Within which time it has to be claimed."),
    })  # fmt: skip


def _exclusion() -> Schema:
    return shaped(o.EXCLUSION, {
        "exclusion": text(NAME), "bars": said(different(text(NAME)), "The rules it keeps from giving anything."),
        "words": ref("words"), "clause": text(), "when": ref("conditions"), "source": text(),
        "verified": ref("verified"), "unverified": ref("unverified"),
        "proven": said(ref("conditions"), "When it is proven."),
        "burden": said(ref("words"), "Who has to prove it."),
        "while_unproven": said(words(o.UNPROVEN), "What the answer is while it is not proven: due unless written."),
    })  # fmt: skip


def _round() -> Schema:
    return said(
        shaped(o.ROUNDING, {"to": ref("money"), "how": words(HOW)}), "To which step, and what becomes of halves."
    )


def _terms() -> dict[str, Schema]:
    bound = any_of(text(), {"type": "integer", "minimum": 0})
    period = any_of(text(DURATION), text(r"\s*\d{1,15}\s*[a-z]+\s*"), {"type": "integer", "minimum": 1})
    band = {"is": ref("term"), "from": bound, "over": bound, "below": bound, "up_to": bound}
    each = {
        "each": ref("term"), "per": period, "of": ref("term"), "after": ref("term"), "counting": words(o.COUNTING),
    }  # fmt: skip
    indexed = {
        "indexed": ref("term"), "factor": text(_FACTOR), "round": ref("round"), "published": ref("money"),
    }  # fmt: skip
    counted = {"days_from": text(FIELD), "after": ref("span"), "until": text(FIELD)}
    line = {"type": "object", "properties": {"when": ref("conditions"), "is": ref("term"), "else": ref("term")},
            "additionalProperties": False}  # fmt: skip
    return {
        "term": said(
            any_of(
                {"type": ["string", "integer", "boolean"]}, listed(line), ref("banded"), ref("by_word"), ref("each"),
                shaped(o.TOTAL, {"sum": listed(ref("term"), least=2)}), ref("indexed"), ref("counted"),
            ),
            "An amount, 25% of a fact, a table, an amount for each period, a sum, an index, or nothing.",
        ),
        "banded": shaped(o.BANDED, {"over": text(FIELD), "bands": listed(shaped(o.BAND, band))}),
        "by_word": shaped(o.BY_WORD, {"by": text(FIELD), "is": named(ref("term"), FIELD)}),
        "each": shaped(o.EACH, each),
        "indexed": shaped(o.INDEXED, indexed),
        "counted": shaped(o.COUNTED, counted),
    }  # fmt: skip
