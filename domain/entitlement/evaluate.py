"""Asking a pack: facts and a day in, an answer out; the same facts and version give the same answer for ever.

Pure and without floats. What is not known is never guessed: a rule that still needs a fact is undecided, and the
answer names exactly the facts that can still change it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from domain.clock.calendar import Calendar, OutsideCalendar
from domain.documents import content_digest
from domain.entitlement.answer import Answer, Gift, Refused, Status, Tried
from domain.entitlement.env import Env
from domain.entitlement.facts import check
from domain.entitlement.model import Pack, Rule, Version, Within
from domain.entitlement.quantities import counted_on
from domain.entitlement.trying import Outcome, ReadyVersion, Tryout
from domain.entitlement.working import day_of, last_day
from domain.errors import NotFoundError
from domain.expression.errors import guess_or_list
from domain.money import Money
from domain.record import canonical
from domain.values import Value
from domain.vocabulary import Words

_LATE: Final[Words] = {
    "en": "compensation for late payment", "id": "ganti rugi keterlambatan pembayaran",
    "vi": "bồi thường do thanh toán chậm",
}  # fmt: skip
_TOO_LATE: Final[Words] = {
    "en": "it was claimed too late", "id": "diklaim terlambat", "vi": "yêu cầu quá muộn",
}  # fmt: skip


def answer(  # noqa: PLR0913 — what is asked, and how it is looked up
    pack: Pack,
    facts: Mapping[str, Value],
    on: date,
    *,
    version: str = "",
    known_on: date | None = None,
    calendar: Calendar | None = None,
    heads: Collection[str] = (),
) -> Answer:
    """Say what is owed for a failure.

    Args:
        pack: the pack.
        facts: what is known, by name; nothing else is taken to be so.
        on: the day of the failure, which chooses the version.
        version: the version that is asked, whatever the day; the only way to one without dates.
        known_on: versions that nobody could know by then are left aside.
        calendar: counts working days, where a rule does.
        heads: only the rules for these are asked, as if the pack had no others; all of them where none is named.

    Raises:
        FactsRefused: facts that the pack does not know, of the wrong type or unit, or beyond what can be.
        NotFoundError: no version of that name, or none on that day.
        UsageError: working days, and no calendar to count them by.
    """
    check(pack, facts)
    chosen = pack_version(pack, on, version=version, known_on=known_on)
    ready = _ready(_Same(pack))
    asked = ready.asked(chosen.name, frozenset(heads))
    tried = Tryout(asked, Env(facts, asked.derived, calendar, asked.outcomes), on)
    outcomes = tried.all()
    return _Writer(pack, chosen, ready.digest, facts, on, calendar).answer(outcomes, tried.trace)


def pack_version(pack: Pack, on: date, *, version: str = "", known_on: date | None = None) -> Version:
    """Return the version that is asked: by name, or the one in force on a day.

    Raises:
        NotFoundError: there is none.
    """
    if version:
        named = pack.version(version)
        if named is None:
            names = [each.name for each in pack.versions]
            raise NotFoundError(f"{pack.pack} has no version “{version}”.", remedy=guess_or_list(version, names))
        return named
    dated = [each for each in pack.versions if each.in_force is not None and _was_known(each, known_on)]
    found = next((each for each in reversed(dated) if each.in_force is not None and each.in_force <= on), None)
    if found is None:
        first = dated[0].in_force if dated else None
        since = f"; its first, “{dated[0].name}”, is in force since {first}" if first else ""
        known = f" that was known on {known_on}" if known_on else ""
        raise NotFoundError(
            f"{pack.pack} has no version on {on}{known}{since}.", remedy="Ask for another day, or by name."
        )
    if found.ended is not None and found.ended < on:
        what = f"{pack.pack} has no version on {on}: “{found.name}” ended on {found.ended}."
        raise NotFoundError(what, remedy="Ask for another day, or by name.")
    return found


def _was_known(version: Version, known_on: date | None) -> bool:
    return known_on is None or version.known_since is None or version.known_since <= known_on


class _Same:
    """A pack by identity: packs are frozen, and comparing them would cost more than asking them."""

    __slots__ = ("pack",)

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.pack is self.pack


class _Ready:
    """A pack with its conditions and terms compiled, when a version is first asked about some heads."""

    __slots__ = ("_asked", "_optional", "digest", "pack")

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.digest = content_digest(content_of(pack))
        self._optional = frozenset(name for name, fact in pack.facts.items() if fact.optional)
        self._asked: dict[tuple[str, frozenset[str]], ReadyVersion] = {}

    def asked(self, name: str, heads: frozenset[str]) -> ReadyVersion:
        """Return a version by its name, with its rules for some heads alone where there are any."""
        there = self._asked.get((name, heads))
        if there is None:
            version = self.pack.version(name)
            if version is None:
                raise AssertionError(name)
            rules = tuple(rule for rule in version.rules if rule.head in heads)
            asked = version.model_copy(update={"rules": rules}) if heads else version
            there = self._asked[name, heads] = ReadyVersion(asked, self._optional)
        return there


@lru_cache(maxsize=256)
def _ready(same: _Same) -> _Ready:
    return _Ready(same.pack)


def content_of(pack: Pack) -> str:
    """Write a pack as canonical JSON: the same content for the same pack, however it came about."""
    return canonical(pack.model_dump(mode="json")).decode()


def digest_of(pack: Pack) -> str:
    """Return the digest that names a pack's content."""
    return _ready(_Same(pack)).digest


class Asked:
    """A version that is asked again and again, with some of what is worked out of facts taken to be so."""

    def __init__(
        self, pack: Pack, version: str, on: date, calendar: Calendar | None, heads: Collection[str] = ()
    ) -> None:
        """Take a version by its name, with its rules for some heads alone where there are any."""
        self.pack = pack
        self._ready = _ready(_Same(pack)).asked(version, frozenset(heads))
        self._on = on
        self._calendar = calendar

    def outcomes(
        self, facts: Mapping[str, Value], assumed: Mapping[str, Value], *, least: bool = False
    ) -> tuple[list[Outcome], Mapping[str, tuple[Value, ...]]]:
        """Return what comes of every rule, and what is worked out and still open, with all the values it can have.

        `least`: amounts that are not known are the least of their table.
        """
        ready = self._ready
        env = Env(facts, ready.derived, self._calendar, ready.outcomes, assumed, least=least)
        outcomes = Tryout(ready, env, self._on).all()
        open_ = {name: values for name, values in ready.outcomes.items() if isinstance(env.get(name), frozenset)}
        return outcomes, open_


class _Writer:
    """Puts an answer together."""

    def __init__(
        self, pack: Pack, version: Version, digest: str, facts: Mapping[str, Value], on: date, calendar: Calendar | None
    ) -> None:
        self.pack = pack
        self.version = version
        self.digest = digest
        self.facts = facts
        self.on = on
        self.calendar = calendar

    def answer(self, outcomes: list[Outcome], trace: tuple[Tried, ...]) -> Answer:
        """Return what the outcomes of all rules come to."""
        pack, version = self.pack, self.version
        missing = frozenset().union(*(each.missing for each in outcomes if each.verdict == "undecided"))
        gifts = tuple(gift for each in outcomes if each.verdict == "applies" for gift in self._gifts(each))
        per_unit = _summed(gifts)
        units = self.facts.get(pack.units) if pack.units else 1
        count = units if isinstance(units, int) else None
        status: Status = "cannot say yet" if missing else "due" if gifts else "not due"
        doubts = [version.unverified, *(why for gift in gifts for why in gift.unverified)]
        return Answer(
            pack=pack.pack, digest=self.digest, version=version.name, kind=pack.kind, unit=pack.unit, on=self.on,
            status=status, enforced=None if version.enforced_from is None else version.enforced_from <= self.on,
            missing=tuple(name for name in pack.facts if name in missing), gifts=gifts, per_unit=per_unit, units=count,
            total=None if count is None else tuple(each * count for each in per_unit), tried=trace,
            unverified=tuple(dict.fromkeys(why for why in doubts if why)),
            refused=tuple(self._refused(trace, {gift.head for gift in gifts})),
        )  # fmt: skip

    def _refused(self, trace: tuple[Tried, ...], given: set[str]) -> Iterator[Refused]:
        """Yield what is kept back, where nothing else gives the same."""
        exclusions = {each.id: each for each in self.version.exclusions}
        weighed = {each.rule: each for each in trace}
        kept_back = {each.rule: each.because[0] for each in trace if each.verdict == "excluded"}
        for rule in self.version.rules:
            name = kept_back.get(rule.id)
            if name is None or rule.head in given:
                continue
            by, claim = exclusions.get(name), rule.claim
            if by is not None:
                yield Refused(
                    rule=rule.id, head=rule.head, words=rule.words, by=name, why=by.words, clause=by.clause,
                    source=by.source, burden=by.burden, proof=weighed[name].proof, unverified=by.unverified,
                )  # fmt: skip
            elif claim is not None:
                yield Refused(
                    rule=rule.id, head=rule.head, words=rule.words, by=name, why=_TOO_LATE, clause=claim.clause,
                    source=rule.source, unverified=claim.unverified,
                )  # fmt: skip

    def _gifts(self, outcome: Outcome) -> list[Gift]:
        rule = outcome.rule
        duty, claim = rule.duty, rule.claim
        length = duty.within if duty is not None else rule.pay_within
        since = (duty.since if duty is not None else "") or rule.pay_from
        doubts = [rule.unverified, *outcome.doubts, *([claim.unverified] if claim is not None else [])]
        gift = Gift(
            rule=rule.id, head=rule.head, words=rule.words, clause=rule.clause, source=rule.source,
            amount=outcome.amount, in_kind=rule.in_kind, duty=duty.words if duty is not None else {},
            kept_by=duty.kept_by if duty is not None else "decision",
            in_writing=duty is not None and duty.in_writing, gives=duty.gives if duty is not None else (),
            within=length, within_from=since, by=self._by(length, since) if length is not None else None,
            late=rule.late.amount if rule.late is not None else None,
            late_clause=rule.late.clause if rule.late is not None else "",
            claim_within=claim.within if claim is not None else None, claim_by=outcome.claim_by,
            claim_clause=claim.clause if claim is not None else "", unproven=outcome.unproven,
            unverified=tuple(dict.fromkeys(why for why in doubts if why)), steps=outcome.steps,
        )  # fmt: skip
        return [gift, self._late(rule)] if outcome.late and rule.late is not None else [gift]

    def _late(self, rule: Rule) -> Gift:
        late = rule.late
        if late is None:
            raise AssertionError(rule.id)
        return Gift(
            rule=late_rule(rule.id), head=f"{rule.head}-late", words=_LATE, clause=late.clause, source=rule.source,
            amount=late.amount, unverified=tuple(why for why in (rule.unverified, late.unverified) if why),
        )  # fmt: skip

    def _by(self, length: Within, since: str) -> date | None:
        """Return the last day of a period that begins with a fact; None where that is unknown or cannot be counted."""
        begin = day_of(self.facts.get(since), self.calendar) if since else None
        if begin is None:
            return None
        counted = counted_on(begin, length)
        if counted is not None or self.calendar is None:
            return counted
        try:
            return last_day(begin, length, self.calendar)  # type: ignore[arg-type] # months are counted above
        except OutsideCalendar:
            return None


def _summed(gifts: tuple[Gift, ...]) -> tuple[Money, ...]:
    found: dict[str, Money] = {}
    for gift in gifts:
        if gift.amount is not None:
            before = found.get(gift.amount.currency)
            found[gift.amount.currency] = gift.amount if before is None else before + gift.amount
    return tuple(found.values())


def late_rule(rule: str) -> str:
    """Return what an answer calls the price of paying late what a rule, named by its id, owes."""
    return f"{rule}-late"
