"""Which fields each part of a pack has when it is written."""

from __future__ import annotations

from typing import Final, get_args

from domain.entitlement.model import FactKind, Keeper, Kind, Unit, Unproven
from domain.playbook.reader import Shape

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
UNITS_OF: Final[tuple[Unit, ...]] = get_args(Unit)
PLAIN: Final[tuple[FactKind, ...]] = ("text", "integer", "yes_no", "date", "instant", "duration", "money")
"""The types of facts that are written as one word; a list of words is the other."""
UNPROVEN: Final[tuple[Unproven, ...]] = get_args(Unproven)
NEVER: Final = "never"
NOT_YET: Final = "not yet"

PACK: Final = Shape(
    "a pack",
    ("pack", "language", "title", "kind", "jurisdiction", "payer", "currency", "unit", "facts", "versions"),
    ("units", "called"),
)
FACT: Final = Shape("a fact", ("type", "words"), ("unit", "optional", "most"))
VERSION: Final = Shape(
    "a version",
    ("source", "in_force", "rules"),
    ("words", "enforced_from", "known_since", "ended", "verified", "unverified", "derived", "exclusions"),
)
RULE: Final = Shape(
    "a rule",
    ("rule", "words", "clause"),
    ("for", "source", "verified", "unverified", "when", "amount", "reduced", "at_least", "at_most", "nothing_below",
     "round", "often", "in_kind", "duty", "pay_within", "pay_from", "late", "claim"),
)  # fmt: skip
EXCLUSION: Final = Shape(
    "an exclusion",
    ("exclusion", "bars", "words", "clause", "when"),
    ("source", "verified", "unverified", "proven", "burden", "while_unproven"),
)
REDUCTION: Final = Shape("a reduction", ("cut", "when", "clause"), ("unverified",))
LATE: Final = Shape("what is owed for late payment", ("amount", "when", "clause"), ("unverified",))
CLAIM: Final = Shape("the time for a claim", ("within", "clause"), ("since", "made", "unverified"))
DUTY: Final = Shape("a duty", ("words", "within"), ("since", "kept_by", "in_writing", "gives"))
KEEPERS: Final[tuple[Keeper, ...]] = get_args(Keeper)
OFTEN: Final = Shape("how often", ("most", "so_far"), ("clause",))
ROUNDING: Final = Shape("a rounding", ("to", "how"))

BANDED: Final = Shape("a table", ("over", "bands"))
BAND: Final = Shape("a line of a table", ("is",), ("from", "over", "below", "up_to"))
BY_WORD: Final = Shape("a table by words", ("by", "is"))
EACH: Final = Shape("an amount for each period", ("each", "per", "of"), ("after", "counting"))
TOTAL: Final = Shape("a sum", ("sum",))
INDEXED: Final = Shape("an indexed amount", ("indexed", "factor", "round", "published"))
COUNTED: Final = Shape("days that are counted", ("days_from", "after", "until"))
PREVIOUS: Final = "previous"
NOTHING: Final = "nothing"
ELSE: Final = "else"
COUNTING: Final = ("full", "begun")
