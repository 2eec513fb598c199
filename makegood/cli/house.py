"""`makegood house`: persons, roles and skills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from cyclopts import Parameter

from activities.directory import Directories
from domain.clock.instant import instant_text, parse_instant
from domain.house.directory import Absence
from makegood.cli.acting import tell
from makegood.cli.options import WHOLE, Common, instant
from makegood.cli.output import Output
from workers.asking import ask
from workers.opening import Reading, reading


def list(*, common: Common = Common()) -> None:  # noqa: A001 — the command is called list
    """Who belongs to the house, and what they may act as."""

    async def load(r: Reading) -> dict[str, dict[str, object]]:
        directory = await Directories(r.journal, r.clock).load()
        return {
            name: {"roles": sorted(m.roles), "skills": dict(m.skills), "reports_to": m.reports_to,
                   "accounts": [*m.accounts], "expires": {s: instant_text(at) for s, at in m.expires.items()},
                   "since": m.since.isoformat() if m.since else "", "maturity": m.maturity,
                   "trainings": [*m.trainings], "delegates": [*m.delegates], **_away(m.absence, r.clock.now())}
            for name, m in directory.members.items()
        }  # fmt: skip

    members, out = reading(common.settings(), load), common.output
    if out.as_json:
        out.document(members)
    elif not members:
        out.line("The house has no persons yet. Publish a house with makegood up, or add some.")
    else:
        rows = [
            (name, ", ".join(map(str, m["roles"])), ", ".join(f"{s} {n}" for s, n in m["skills"].items()),
             str(m["since"] or "–"), str(m["maturity"] or "–"), str(m["reports_to"] or "–"),
             _stands_in(m, out))
            for name, m in members.items()
            if hasattr(m["skills"], "items") and isinstance(m["roles"], type([]))
        ]  # fmt: skip
        out.table(("person", "roles", "skills", "since", "maturity", "reports to", "stands in"), rows)


def _away(absence: Absence | None, now: datetime) -> dict[str, object]:
    """Say when somebody is away and who stands in; an absence that is over is not told."""
    if absence is None or absence.until <= now:
        return {}
    away = {"since": instant_text(absence.since), "until": instant_text(absence.until)}
    return {"away": {**away, "stand_in": absence.stand_in}}


def _stands_in(member: dict[str, object], out: Output) -> str:
    """Say who acts for somebody: delegates at any time, a stand-in while they are away."""
    delegates, away = member["delegates"], member.get("away")
    told = [f"{', '.join(map(str, delegates))} at any time"] if delegates and isinstance(delegates, type([])) else []
    if isinstance(away, dict):
        begins, ends = (out.instant(parse_instant(str(away[part]))) for part in ("since", "until"))
        told.append(f"{away['stand_in'] or 'nobody'} while away, {begins} to {ends}")
    return "; ".join(told) or "–"


def add(  # noqa: PLR0913 — the parts of a person
    person: str,
    *,
    name: str = "",
    role: Annotated[Sequence[str], Parameter(negative="")] = (),
    account: Annotated[Sequence[str], Parameter(negative="")] = (),
    reports_to: str = "",
    why: str = "",
    common: Common = Common(),
) -> None:
    """Take somebody into the house, or change what is said: their name, a further account, their superior, a role.

    Args:
        person: what the person is called here.
        name: their name; it goes into the vault.
        role: a role they may act in; may be given many times.
        account: another account of the same person; may be given many times.
        reports_to: their superior.
        why: the reason.
    """
    _change(common, "add", person, name=name, accounts=[*account], reports_to=reports_to, roles=[*role], why=why)


def grant(person: str, role: str, *, why: str = "", common: Common = Common()) -> None:
    """Let a person act in a role.

    Args:
        person: the person.
        role: the role.
        why: the reason.
    """
    _change(common, "grant", person, role=role, why=why)


def revoke(person: str, role: str, *, why: str = "", common: Common = Common()) -> None:
    """End a person's role; it counts at once.

    Args:
        person: the person.
        role: the role.
        why: the reason.
    """
    _change(common, "revoke", person, role=role, why=why)


def certify(  # noqa: PLR0913 — the parts of a certificate
    person: str,
    skill: str,
    level: Annotated[int, WHOLE],
    *,
    until: str | None = None,
    evidence: str = "",
    why: str = "",
    common: Common = Common(),
) -> None:
    """Record a person's level of a skill, or a certificate; from the instant it expires it counts no more.

    Args:
        person: the person.
        skill: the skill or the certificate.
        level: 0 (none) to 5.
        until: when it expires; without, never.
        evidence: what shows it, for example the number of the certificate.
        why: the reason.
    """
    end = instant(until)
    told = instant_text(end) if end else ""
    _change(common, "certify", person, skill=skill, level=level, until=told, evidence=evidence, why=why)


def since(person: str, day: str, *, why: str = "", common: Common = Common()) -> None:
    """Record since when a person serves; their years count from this day.

    Args:
        person: the person.
        day: the day, as 2021-03-01.
        why: the reason.
    """
    _change(common, "since", person, day=day, why=why)


def maturity(
    person: str, level: Annotated[int, WHOLE], *, evidence: str = "", why: str = "", common: Common = Common()
) -> None:  # fmt: skip
    """Record how calm and mature a person is under pressure.

    Args:
        person: the person.
        level: 1 to 5.
        evidence: what shows it.
        why: the reason.
    """
    _change(common, "maturity", person, level=level, evidence=evidence, why=why)


def train(person: str, training: str, *, evidence: str = "", why: str = "", common: Common = Common()) -> None:
    """Record that a person went through a training.

    Args:
        person: the person.
        training: what the training is called.
        evidence: what shows it.
        why: the reason.
    """
    _change(common, "train", person, training=training, evidence=evidence, why=why)


def absent(
    person: str, *, until: str, since: Annotated[str, Parameter(name="--from")] = "", stand_in: str = "", why: str = "",
    common: Common = Common(),
) -> None:  # fmt: skip
    """Record that somebody is away; whoever stands in may do what they may, and counts as them, for so long.

    Args:
        person: who is away.
        until: until when.
        since: from when; unless said, from now.
        stand_in: who stands in; nobody unless said.
        why: the reason.
    """
    _stand_in(common, "absent", person, since=since, until=until, to=stand_in, why=why)


def back(person: str, *, why: str = "", common: Common = Common()) -> None:
    """End an absence: nobody stands in any more.

    Args:
        person: who is back.
        why: the reason.
    """
    _stand_in(common, "back", person, why=why)


def delegate(person: str, to: str, *, why: str = "", common: Common = Common()) -> None:
    """Let somebody do what a person may, until that is ended; for four eyes both count as one.

    Args:
        person: whose delegate it is.
        to: the delegate.
        why: the reason.
    """
    _stand_in(common, "delegate", person, to=to, why=why)


def end_delegate(person: str, to: str, *, why: str = "", common: Common = Common()) -> None:
    """End a delegation; it counts at once.

    Args:
        person: whose delegate it was.
        to: the delegate.
        why: the reason.
    """
    _stand_in(common, "end-delegate", person, to=to, why=why)


def _stand_in(common: Common, act: str, person: str, **fields: str) -> None:
    tell(common, ask(common.settings(), "standing-in", act=act, person=person, **fields, **{"as": common.as_}))


def _change(common: Common, act: str, person: str, **fields: object) -> None:
    asked = {"act": act, "person": person, "known_roles": True, **fields, "as": common.as_}
    answer = ask(common.settings(), "house", **asked)
    tell(common, answer)
    roles = answer.get("roles") if isinstance(answer, dict) else None
    if roles and act != "revoke" and not common.json:
        common.output.line(f"  may act as {', '.join(roles)}")
