"""A pack as it is compiled: frozen, complete, named by the digest of its content, the same answer for ever.

A pack has facts it may ask for and versions with dates of their own. A version has rules; a rule says when it applies,
what it gives, and by which clause. What is given is a term: a tree that is worked out with exact numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from domain.clock.span import Period
from domain.model import Model
from domain.values import AnyMoney, AnyPeriod, AnySpan, AnyValue
from domain.vocabulary import Words

Kind = Literal["law", "contract", "guarantee"]
Unit = Literal["person", "premises", "booking"]
FactKind = Literal["text", "integer", "yes_no", "date", "instant", "duration", "money", "words"]
Unproven = Literal["due", "not due", "cannot say"]
How = Literal["half-even", "half-up", "down", "up"]
InForce = Literal["dated", "not yet", "never"]

UNITS: Final[Mapping[str, str]] = {
    "km": "km", "m": "m", "minutes": "minute", "hours": "hour", "days": "day", "months": "month", "persons": "person",
    "passengers": "passenger", "premises": "premises", "flights": "flight", "bookings": "booking", "bags": "bag",
    "appointments": "appointment", "seats": "seat", "times": "time", "journeys": "journey", "parcels": "parcel",
    "invoices": "invoice", "connections": "connection", "percent": "percent",
}  # fmt: skip
"""What whole numbers can count or measure, and how one of it is called."""


class Fact(Model):
    """Something a pack may ask for. `optional`: leaving it out says that there is none."""

    kind: FactKind
    unit: str = ""
    choices: tuple[str, ...] = ()
    optional: bool = False
    words: Words = Field(default_factory=dict)
    most: int | None = None


class Ratio(Model):
    """An exact share or factor, and how it was written: 12.5%, 1/464, 238.250/226.545."""

    over: int
    under: int
    written: str

    @property
    def exact(self) -> Fraction:
        """The same as a fraction."""
        return Fraction(self.over, self.under)


class Rounding(Model):
    """To whole steps of an amount, and what becomes of halves and rests."""

    to: AnyMoney
    how: How


Within: TypeAlias = Period
"""A time within which something has to be done."""
AnyWithin = AnyPeriod


# --- Terms -----------------------------------------------------------------------------------------------------------
class Nothing(Model):
    """Here the rule gives nothing."""

    term: Literal["nothing"] = "nothing"


class Given(Model):
    """An amount, a number, a span of time or a word, as it stands."""

    term: Literal["given"] = "given"
    value: AnyValue


class Named(Model):
    """A fact, or what the version derives of facts."""

    term: Literal["named"] = "named"
    name: str


class Computed(Model):
    """An expression."""

    term: Literal["computed"] = "computed"
    source: str


class Part(Model):
    """A share of an amount of money: of a fact, or of what was derived."""

    term: Literal["part"] = "part"
    share: Ratio
    of: str


class Band(Model):
    """One line of a table: from `low` to `high`, and whether these belong to it; None where it has no end."""

    low: AnyValue = None
    low_in: bool = False
    high: AnyValue = None
    high_in: bool = False
    then: Term


class Banded(Model):
    """A table over a number, a duration or an amount; its bands are complete and never overlap."""

    term: Literal["banded"] = "banded"
    over: str
    bands: tuple[Band, ...]


class ByWord(Model):
    """A table over a fact of words, or of yes and no (`true`, `false`)."""

    term: Literal["by-word"] = "by-word"
    by: str
    ways: Mapping[str, Term]
    otherwise: Term | None = None


class Line(Model):
    """One line of a value by cases: all of its conditions hold."""

    when: tuple[str, ...]
    then: Term


class ByCases(Model):
    """The first line that fits, else `otherwise`."""

    term: Literal["cases"] = "cases"
    cases: tuple[Line, ...]
    otherwise: Term


class Each(Model):
    """An amount for each period: full ones, or also one that has begun; counting starts after `after`."""

    term: Literal["each"] = "each"
    amount: Term
    per: AnyValue
    of: Term
    after: Term | None = None
    begun: bool = False


class Total(Model):
    """The sum of amounts."""

    term: Literal["total"] = "total"
    parts: tuple[Term, ...]


class Indexed(Model):
    """An amount carried on by an index and rounded; `published` is what was made known, and agrees with it."""

    term: Literal["indexed"] = "indexed"
    base: Term
    factor: Ratio
    rounding: Rounding
    published: AnyMoney


class Counted(Model):
    """Days of the calendar behind a number of working days (or days) from one day, up to and with another."""

    term: Literal["counted"] = "counted"
    since: str
    after: AnySpan
    until: str


Term = Annotated[
    Nothing | Given | Named | Computed | Part | Banded | ByWord | ByCases | Each | Total | Indexed | Counted,
    Field(discriminator="term"),
]


# --- Rules -----------------------------------------------------------------------------------------------------------
class Reduction(Model):
    """What is taken off an amount, and when."""

    cut: Ratio
    when: tuple[str, ...]
    clause: str
    unverified: str = ""


class Late(Model):
    """What is owed on top when the payment itself comes late; `when` says that it did."""

    amount: AnyMoney
    when: tuple[str, ...]
    clause: str
    unverified: str = ""


class Claim(Model):
    """Within which time a claim is made: from the day of the failure, or from a fact; `made` is the fact of its day."""

    within: AnyWithin
    since: str = ""
    made: str = ""
    clause: str = ""
    unverified: str = ""


Keeper = Literal["decision", "message"]
"""What keeps a duty: the customer knows what was decided, or any message of ours has reached them."""


class Duty(Model):
    """What has to be done, and within which time, where no money is the matter."""

    words: Words
    within: AnyWithin
    since: str = ""
    kept_by: Keeper = Field(default="decision", exclude_if=lambda keeper: keeper == "decision")
    """Left out of the content where it is the decision, as in packs from before anything else was."""
    in_writing: bool = Field(default=False, exclude_if=lambda wanted: not wanted)
    """Only what is written keeps it: nothing that was said by phone, or face to face."""
    gives: tuple[str, ...] = Field(default=(), exclude_if=lambda gives: not gives)
    """What the word that keeps it has to give besides, as the way to somebody else who can decide (`route`)."""


class Often(Model):
    """How many times a year something is given at most, and the fact that says how often it was."""

    most: int
    so_far: str
    clause: str = ""


class Rule(Model):
    """When it applies, what it gives, by which clause. Of several for one `head` the first counts that applies.

    `unverified` says why nobody should rely on it yet; "" where it was read in its source.
    """

    id: str
    head: str
    words: Words
    clause: str
    source: str
    unverified: str = ""
    when: tuple[str, ...] = ()
    amount: Term | None = None
    reduced: tuple[Reduction, ...] = ()
    at_least: Term | None = None
    at_most: Term | None = None
    nothing_below: AnyMoney | None = None
    rounding: Rounding | None = None
    often: Often | None = None
    in_kind: Mapping[str, Words] = Field(default_factory=dict)
    duty: Duty | None = None
    pay_within: AnyWithin | None = None
    pay_from: str = ""
    late: Late | None = None
    claim: Claim | None = None


class Exclusion(Model):
    """What keeps rules from giving anything, and who has to prove it.

    Where `proven` is there, it takes effect only when that holds; until then `while_unproven` says what the answer is.
    """

    id: str
    bars: tuple[str, ...]
    words: Words
    clause: str
    source: str
    unverified: str = ""
    when: tuple[str, ...]
    proven: tuple[str, ...] = ()
    burden: Words = Field(default_factory=dict)
    while_unproven: Unproven = "due"


class Version(Model):
    """The rules as they were at a time. In force, enforced from and known since are three dates.

    `state`: with dates, not yet in force, or never in force; only a version with dates is chosen by a day. `ended` is
    its last day; without it, it lasts until the next one begins.
    """

    name: str
    words: Words = Field(default_factory=dict)
    source: str
    state: InForce
    in_force: date | None = None
    enforced_from: date | None = None
    known_since: date | None = None
    ended: date | None = None
    unverified: str = ""
    derived: Mapping[str, Term] = Field(default_factory=dict)
    rules: tuple[Rule, ...]
    exclusions: tuple[Exclusion, ...] = ()


class Pack(Model):
    """What law, contract or guarantee owes. A versioned document."""

    pack: str
    title: Words
    kind: Kind
    jurisdiction: str
    payer: Words
    currencies: tuple[str, ...]
    unit: Unit
    units: str = ""
    """The fact that says for how many of its unit; "" where an answer is for one."""
    facts: Mapping[str, Fact]
    versions: tuple[Version, ...]
    called: Mapping[str, Words] = Field(default_factory=dict, exclude_if=lambda called: not called)
    """How facts, their words and what is worked out are told where their names say nothing. Left out of the content
    where there is nothing: packs from before there was this keep their digest."""

    def version(self, name: str) -> Version | None:
        """Return a version by name."""
        return next((each for each in self.versions if each.name == name), None)
