"""How a case is judged: its risk, its plan, what is owed."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import events as e
from domain.case.evolving.drafts import changed, end_step, on, own, put
from domain.case.state import Case, Computed, Differs, Entitled, Wanted
from domain.ids import ENGINE
from domain.money import Money
from domain.values import Person, Value
from domain.vocabulary import HOW_BAD


@on(e.RiskAssessed)
def _(case: Case, event: e.RiskAssessed) -> None:
    put(
        case, likelihood=event.likelihood, consequence=event.consequence, tier=event.tier, phase="assessed",
        modifiers=event.modifiers, useless_after=event.useless_after,
        computed=Computed(event.likelihood, event.consequence, tuple(event.modifiers)),
    )  # fmt: skip


@on(e.RiskReassessed)
def _(case: Case, event: e.RiskReassessed) -> None:
    if event.tier != case.tier:
        put(case, tier=event.tier, tier_since=event.at, rungs_before=case.rungs)
        others = case.said_by_one - {HOW_BAD}
        put(case, said_by_one=others | {HOW_BAD} if event.alone else others)
    if event.likelihood is None:
        return
    put(case, likelihood=event.likelihood, consequence=event.consequence, modifiers=event.modifiers)
    if event.assessor == ENGINE:
        known = Computed(event.likelihood, event.consequence, tuple(event.modifiers))
        put(case, computed=known, useless_after=event.useless_after)


@on(e.SecondAsked)
def _(case: Case, event: e.SecondAsked) -> None:
    own(case, "wanted")[event.task] = Wanted(
        event.act, event.step, event.tier, case.tier, event.likelihood, event.consequence, event.modifiers,
        event.evidence, event.why, event.by, event.outcome, event.into,
        event.customer if isinstance(event.customer, Person) else None, event.language,
        case.customer, event.whose, event.because, event.stake,
        event.text, event.source, event.amount if isinstance(event.amount, Money) else None,
        event.payee if isinstance(event.payee, Person) else None, event.replaces,
    )  # fmt: skip


@on(e.PlanAdopted)
def _(case: Case, event: e.PlanAdopted) -> None:
    put(
        case, playbook=event.playbook, plan=event.plan, matrix=event.matrix, policy=event.policy,
        calendar=event.calendar, contact=event.contact, packs=event.packs, phase="working",
    )  # fmt: skip


@on(e.EntitlementDecided)
def _(case: Case, event: e.EntitlementDecided) -> None:
    before = case.entitled.get(event.step)
    own(case, "entitled")[event.step] = Entitled(
        event.pack, event.kind, event.digest, event.rules, event.unit, event.units, event.owed,
        _money(event.per_unit), inputs=event.inputs,
        unverified=event.unverified, asked=before.asked if before else 0, on=event.on,
        differs=_settled(before),
        refused=event.refused, at=event.at, heads=event.heads,
    )  # fmt: skip
    if event.pack in case.packs and case.packs[event.pack] != event.digest:  # a person follows a later version
        put(case, packs={**case.packs, event.pack: event.digest})
    end_step(case, event.step, "done", event)


@on(e.EntitlementDiffers)
def _(case: Case, event: e.EntitlementDiffers) -> None:
    found = case.entitled.get(event.step)
    if found is not None:
        differs = Differs(
            event.digest, event.rules, event.owed, _money(event.per_unit), event.units, event.inputs,
            event.unverified, event.why, found.differs.number + 1 if found.differs else 1,
            settled=(_money(event.per_unit), event.owed) == (found.per_unit, found.gifts),  # as it was decided, again
            on=event.on, refused=event.refused,
        )  # fmt: skip
        own(case, "entitled")[event.step] = changed(found, differs=differs)


def _money(amounts: Iterable[Value]) -> tuple[Money, ...]:
    return tuple(amount for amount in amounts if isinstance(amount, Money))


@on(e.EntitlementPostponed)
def _(case: Case, event: e.EntitlementPostponed) -> None:
    before = case.entitled.get(event.step)
    own(case, "entitled")[event.step] = Entitled(
        event.pack, event.kind, event.digest, event.rules, "booking", 1, event.certain, needs=event.needs,
        asked=before.asked + 1 if before else 1, differs=_settled(before),
        refused=before.refused if before else (), at=before.at if before else None,
    )  # fmt: skip


def _settled(before: Entitled | None) -> Differs | None:
    """Return what was noted of a decision before: it is asked about no more, and the next one has the next number."""
    return changed(before.differs, settled=True) if before is not None and before.differs is not None else None
