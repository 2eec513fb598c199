"""On what grounds each remedy was granted or denied: who, by which authority, on what facts, by which documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from domain.case import events as e
from domain.case.state import Entry
from domain.case.surveying.authority import able
from domain.case.surveying.hands import asked_for
from domain.documents import SHORT
from domain.ids import ENGINE, step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.record import Envelope
from domain.values import Value
from domain.views import budgets, signs
from domain.views.approving import Fact, rests_on
from domain.views.telling import Telling
from domain.views.wording import money


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision about a remedy rests on; `who` is empty while nobody has decided."""

    entry: str
    remedy: str
    decided: str
    at: datetime | None
    who: str
    account: str
    role: str
    limit: Value
    why: str
    basis: str
    inputs: Mapping[str, Value]
    asked_by: Sequence[str]
    line: str = ""
    """The line of the table of authority by which it was granted."""
    acting_for: Sequence[str] = ()
    barred: Sequence[str] = ()
    """Who of the house could not have decided, as it was known then."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """The digests of the documents it was decided by, by kind."""
    budgets: Sequence[str] = ()
    """What is to be said of budgets, and of what counted together."""
    signs: Sequence[str] = ()
    """What is to be said of signs of abuse under which it counts."""
    rests_on: Sequence[str] = ()
    """What it was worked out from in words, each with who said so: of what is owed what the deciding rules read,
    then what else stands in `inputs`, and what shows the claim."""
    set_off: Sequence[str] = ()
    """What was set off of it against money from elsewhere: who said so, who agreed, and what shows it."""
    all_set_off: bool = False


def grounds_of(telling: Telling, records: Sequence[Envelope]) -> list[Ground]:
    """Return the grounds of every remedy of a case, in the order in which they were proposed."""
    proposed = {r.event.entry: r.event for r in records if isinstance(r.event, e.RemedyProposed)}
    return [_ground(telling, name, event, records) for name, event in proposed.items()]


def _ground(telling: Telling, name: str, event: e.RemedyProposed, records: Sequence[Envelope]) -> Ground:
    case, book = telling.case, telling.book
    decided = [r for r in records if isinstance(r.event, e.RemedyApproved | e.RemedyDenied) and r.event.entry == name]
    last = decided[-1] if decided else None
    fact = last.event if last is not None else None
    granted = isinstance(fact, e.RemedyApproved)
    granted_by = fact if isinstance(fact, e.RemedyApproved) else None
    documents = {
        "playbook": case.plan,
        "risk matrix": case.matrix,
        "tier policy": case.policy,
        "calendar": case.calendar,
        "authority": granted_by.table if granted_by is not None else "",
    }
    documents |= {f"pack {pack}": digest for pack, digest in _packs(event, records)}
    return Ground(
        name, telling.remedy(event.kind, event.amount), "" if fact is None else "granted" if granted else "denied",
        last.recorded_at if last is not None else None, str(getattr(fact, "approver", "")),
        last.account if last is not None else "", _role(telling, case.ledger[name], fact),
        fact.limit if isinstance(fact, e.RemedyApproved) else None, str(getattr(fact, "why", "")), event.basis,
        event.inputs, sorted(asked_for(case, case.ledger[name], book)),
        granted_by.line if granted_by is not None else "", granted_by.acting_for if granted_by is not None else (),
        granted_by.barred if granted_by is not None else (),
        {kind: digest for kind, digest in documents.items() if digest},
        [*budgets.grounds(name, records, telling.language, telling.at)],
        [*signs.grounds(name, records, telling.language, telling.at)],
        [_in_words(each) for each in rests_on(telling, name, case.ledger[name])],
        [*_set_off(telling, name, records)], case.ledger[name].status == "set off",
    )  # fmt: skip


def _set_off(telling: Telling, name: str, records: Sequence[Envelope]) -> Iterator[str]:
    """Yield what was set off of a remedy against money from elsewhere, by whose word."""
    known = telling.case.recoveries
    for event in (record.event for record in records):
        if isinstance(event, e.RemedySetOff) and event.entry == name and event.recovery in known:
            said = known[event.recovery]
            amount = money(event.amount, telling.language) if isinstance(event.amount, Money) else ""
            yield telling.say(
                "ground.set-off", amount=amount, source=said.source, evidence=said.evidence,
                who=", ".join(filter(None, (said.by, said.second))),
            )  # fmt: skip


def _packs(event: e.RemedyProposed, records: Sequence[Envelope]) -> Iterator[tuple[str, str]]:
    """Yield the packs by which it was owed when it was proposed, each with its digest."""
    before = takewhile(lambda record: record.event is not event, records)
    decided = {x.event.step: x.event for x in before if isinstance(x.event, e.EntitlementDecided)}
    yield from ((decided[path].pack, decided[path].digest) for path in event.entitled if path in decided)


def _in_words(fact: Fact) -> str:
    """Return a fact with its value, and who said so."""
    return f"{': '.join(filter(None, (fact.name, fact.value)))} ({'; '.join(fact.said_by)})"


def _role(telling: Telling, entry: Entry, fact: object) -> str:
    """Return in which role it was granted; older facts name the rung alone."""
    if not isinstance(fact, e.RemedyApproved) or not fact.rung:
        return ""
    step = telling.book.layout.steps.get(step_of(entry.step))
    if fact.role or not isinstance(step, p.Grant):
        return fact.role
    rungs = able(step.authority, entry.amount)
    return rungs[fact.rung - 1].role if fact.rung <= len(rungs) else ""


def told(telling: Telling, ground: Ground) -> list[str]:
    """Return the grounds of one remedy as sentences."""
    say, at = telling.say, telling.at(ground.at) if ground.at is not None else ""
    limit = money(ground.limit, telling.language) if isinstance(ground.limit, Money) else ""
    reach = say("ground.up-to", limit=limit) if limit else say("ground.no-limit")
    who = f"{ground.who} ({ground.account})" if ground.account not in {"", ground.who} else ground.who
    parts = {"entry": ground.entry, "remedy": ground.remedy, "at": at, "who": who}
    match ground.decided:
        case "granted" if ground.who == ENGINE:
            first = say("ground.itself", limit=limit, **parts)
        case "granted":
            first = say("ground.granted", role=ground.role, reach=reach, **parts)
        case "denied":
            first = say("ground.denied", why=ground.why, **parts)
        case _ if ground.all_set_off:
            first = say("ground.all-set-off", entry=ground.entry, remedy=ground.remedy)
        case _:
            first = say("ground.open", entry=ground.entry, remedy=ground.remedy)
    lines = [first, *ground.set_off, say("ground.basis", basis=ground.basis)]
    lines += [say("ground.facts", facts="; ".join(ground.rests_on))] if ground.rests_on else []
    lines += [say("ground.asked", who=", ".join(ground.asked_by))] if ground.asked_by else []
    if ground.line:
        lines.append(say("ground.line", line=ground.line, table=ground.documents["authority"][:SHORT]))
    lines += [say("ground.standing-in", who=", ".join(ground.acting_for))] if ground.acting_for else []
    lines += [say("ground.barred", who=", ".join(ground.barred))] if ground.barred else []
    lines += [*ground.budgets, *ground.signs]
    return [*lines, *(f"{kind} {digest}" for kind, digest in ground.documents.items())]
