"""The schemas of a house's risk matrix and tier policy."""

from __future__ import annotations

from domain.playbook.ladders import MOST_RUNGS, RUNG
from domain.playbook.matrix import (
    LEVEL,
    MATRIX,
    MATRIX_TIERS,
    MODIFIER,
    MODIFIER_LINES,
    MOST_CONTACTS,
    MOST_RAISED,
    SCALE,
)
from domain.playbook.policy import (
    BEST,
    FOUR_EYES,
    MOST_YEARS,
    PEOPLE,
    POLICY,
    POLICY_TIERS,
    TIER,
    TWO_FOR,
    WHO,
)
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
    required,
    said,
    shaped,
    words,
)
from domain.risk import LEVELS, LIKELIHOODS, MANDATORY, MODIFIERS, SCALES, TIERS
from domain.staffing import ENTRIES, NOBODY
from domain.vocabulary import GIVEN

_TIER_OF = {
    "stuck": "To decide about a step that cannot go on.", "establish": "To find out what nobody knows.",
    "root_cause": "To name why it happened.", "review": "To look at a case that asks for it.",
    "hold": "Until a held case is looked at again.", "again": "Until an overdue task rings again.",
}  # fmt: skip
_PROMISED = {
    "acknowledge": "In what time the customer is answered.", "first_action": "In what time something is done about it.",
    "decision": "In what time the customer knows what we decided.", "resolve": "In what time it is put right.",
    "contact_every": "No silence is longer than this.",
    "repeat_within": "So long the same complaint takes the case up again instead of opening another.",
}  # fmt: skip


def matrix_schema() -> Schema:
    """Return the JSON Schema of a risk matrix as it is written."""
    root = shaped(MATRIX, {
        "risk-matrix": said(ref("name"), "What the matrix is called."),
        "tiers": said(shaped(MATRIX_TIERS, dict.fromkeys(SCALES, ref("scale"))), "The tiers of every scale."),
        "modifiers": said(
            shaped(MODIFIER_LINES, dict.fromkeys(MODIFIERS, ref("modifier"))), "What raises a tier beside the scales."
        ),
    })  # fmt: skip
    each = shaped(LEVEL, dict.fromkeys(LIKELIHOODS, ref("tier")))
    defs = {
        **_shared(), "tier": words(TIERS),
        "scale": shaped(SCALE, dict.fromkeys(LEVELS, any_of(ref("tier"), each))),
        "modifier": {
            **shaped(MODIFIER, {
                "why": said(ref("words"), "Why it raises the tier."),
                "raises": said(integer(1, MOST_RAISED), "So many tiers up, to high at most."),
                "at_least": said(words(TIERS[1:]), "To this tier at least."),
                "channels": said(different(ref("name")), "The channels by which it is known."),
                "contacts": said(integer(2, MOST_CONTACTS), "After so many messages of the customer it is known."),
            }),
            "oneOf": [required(["raises"]), required(["at_least"])],
        },
    }  # fmt: skip
    told = "A risk matrix: likelihood and consequence on four scales make a tier, and what raises it."
    return described("Risk matrix", told, root, defs)


def policy_schema() -> Schema:
    """Return the JSON Schema of a tier policy as it is written."""
    root = shaped(POLICY, {
        "tier-policy": said(ref("name"), "What the policy is called."),
        "tiers": shaped(POLICY_TIERS, dict.fromkeys(TIERS, ref("asks"))),
    })  # fmt: skip
    asks = shaped(TIER, {
        **{name: said(ref("duration"), _TIER_OF[name]) for name in PEOPLE},
        **{name: said(ref("span"), text) for name, text in _PROMISED.items()},
        "ladder": said(ref("ladder"), "Who is called when, counted from when the case came into the tier."),
        "mandatory": said(different(words(MANDATORY)), "What every playbook must hold whose cases can come into it."),
        "close_needs": said(different(words(GIVEN)), "What the customer must have got before such a case may close."),
        "who": said(ref("who"), "Who may work on its cases."),
        "self_service": said(words(ENTRIES), "Whether customers may be asked to help themselves first."),
        "four_eyes": said(shaped(FOUR_EYES, {
            "second": said(ref("name"), "The role of the second person; without one, the playbook's owner."),
            "acts": said(different(words(TWO_FOR)), "What takes two persons, beside a lower tier."),
        }), "What takes two persons."),
    })  # fmt: skip
    who = shaped(WHO, {
        "years": said(integer(0, MOST_YEARS), "The least years of service."),
        "maturity": said(integer(1, BEST), "The least maturity under pressure."),
        "skills": said(named(integer(1, BEST), NAME, least=0), "The least levels of skills."),
        "certificates": said(different(ref("name")), "Certificates that have not expired."),
        "trainings": said(different(ref("name")), "Trainings somebody has gone through."),
        "nobody": said(words(NOBODY), "What is done where nobody fits: the next head is asked, or it waits."),
    })  # fmt: skip
    ladder = listed({
        **shaped(RUNG, {"after": ref("duration"), "up": ref("name"), "across": ref("name")}),
        "oneOf": [required(["up"]), required(["across"])],
    }, least=0, most=MOST_RUNGS)  # fmt: skip
    told = "A tier policy: per tier clocks, ladder, who may work on it, and what every playbook must hold."
    return described("Tier policy", told, root, {**_shared(), "asks": asks, "who": who, "ladder": ladder})


def _shared() -> dict[str, Schema]:
    wanted = ("name", "words", "span", "duration")
    return {name: schema for name, schema in definitions().items() if name in wanted}
