"""`makegood case …` for promises and clocks: new times, clocks that stop, estimates, questions, bounces, hand-overs."""

from __future__ import annotations

from datetime import datetime

from domain.clock.instant import instant_text, parse_instant
from domain.errors import ConflictError, UsageError
from domain.views.scores import LEAST_HISTORY, projected
from makegood.cli.acting import command, find
from makegood.cli.options import Common, instant
from makegood.cli.promise import stories
from workers.opening import Reading, reading


def new_time(case: str, promise: str, *, until: str, why: str, told: str = "", common: Common = Common()) -> None:
    """Say that a promise cannot be kept, and until when it can; the customer is told, and from then on it counts.

    Args:
        case: the case, or the beginning of its id.
        promise: which promise, as makegood case show names it.
        until: the new time.
        why: the reason; the customer is told.
        told: by which channel you told them yourself just now, for example phone; then no message is sent.
    """
    command(common, case, "replace-promise", promise=promise, due=_at(until), why=why, told=told)


def stop_clock(
    case: str, promise: str, *, why: str, evidence: str, until: str | None = None, common: Common = Common()
) -> None:
    """Let the time of a promise stand still, because it waits for the customer; what is left of it is kept.

    Args:
        case: the case, or the beginning of its id.
        promise: which promise, as makegood case show names it.
        why: what the customer has to do first; they are told.
        evidence: what shows that they were asked: a letter, a call, a reference.
        until: when it goes on at the latest; by default as long as the tier policy holds a case.
    """
    when = instant(until)
    fields = {"why": why, "evidence": evidence, "until": instant_text(when) if when else None}
    command(common, case, "stop-clock", promise=promise, **fields)


def resume_clock(case: str, promise: str, *, why: str, common: Common = Common()) -> None:
    """Let the time of a promise go on.

    Args:
        case: the case, or the beginning of its id.
        promise: which promise, as makegood case show names it.
        why: the reason.
    """
    command(common, case, "resume-clock", promise=promise, why=why)


def restate_clock(case: str, promise: str, *, since: str, why: str, common: Common = Common()) -> None:
    """Correct from when a promise counts; its time is worked out anew, and both are kept.

    Args:
        case: the case, or the beginning of its id.
        promise: which promise, as makegood case show names it.
        since: when what it counts from really happened.
        why: how that is known.
    """
    command(common, case, "restate-clock", promise=promise, start=_at(since), why=why)


def estimate(
    case: str,
    earliest: str = "",
    latest: str = "",
    *,
    basis: str = "",
    of: str = "resolved",
    common: Common = Common(),
) -> None:
    """Record what the customer was told to expect: between two times; it is compared with what happens.

    Without times it is what eight of ten other cases of the same playbook took, of those that were not over sooner.

    Args:
        case: the case, or the beginning of its id.
        earliest: not before this time.
        latest: not after this time.
        basis: on what it rests.
        of: what is estimated: a step, or resolved for the whole case.
    """
    if bool(earliest) != bool(latest):
        raise UsageError("an estimate has two times.", remedy="Give both, or none for what other cases took.")
    if not earliest:
        earliest, latest, basis = _from_history(common, find(common, case), of)
    fields = {"earliest": _at(earliest), "latest": _at(latest), "basis": basis, "what": of}
    command(common, case, "give-estimate", **fields)


def _from_history(common: Common, case: str, of: str) -> tuple[str, str, str]:
    """Return between when others like this case were put right, and by how many that is known."""
    if of != "resolved":
        raise UsageError("what other cases took is known for the whole case only.", remedy="Give two times.")

    async def look(r: Reading) -> tuple[datetime, datetime, int] | None:
        mine = (await r.story(case)).case
        others = [story.case async for story in stories(r, mine.playbook) if story.case.id != case]
        took = [x.resolved_at - x.opened_at for x in others if x.resolved_at is not None and x.opened_at is not None]
        return projected(mine.opened_at or r.clock.now(), r.clock.now(), took)

    found = reading(common.settings(), look)
    if found is None:
        what = f"fewer than {LEAST_HISTORY} other cases of this playbook lasted as long as this one."
        raise ConflictError(what, remedy="Give two times, and on what they rest with --basis.")
    basis = f"eight of ten of {found[2]} other cases of the playbook"
    return instant_text(found[0]), instant_text(found[1]), basis


def request(case: str, what: str, *, until: str, channel: str = "phone", common: Common = Common()) -> None:
    """Record that the customer was asked for something we cannot go on without; the words go into the vault.

    Args:
        case: the case, or the beginning of its id.
        what: what they were asked for.
        until: until when they have.
        channel: by which channel they were asked.
    """
    command(common, case, "request-information", what=what, until=_at(until), channel=channel)


def received(case: str, request: str = "", *, common: Common = Common()) -> None:
    """Record that what the customer was asked for is there.

    Args:
        case: the case, or the beginning of its id.
        request: which request, when more than one is open.
    """
    command(common, case, "receive-information", request=request)


def bounced(case: str, message: str, *, why: str, common: Common = Common()) -> None:
    """Record that a message did not arrive; what it kept is open again.

    Args:
        case: the case, or the beginning of its id.
        message: the step that sent it, as makegood case show names it.
        why: what came back.
    """
    command(common, case, "report-bounce", step=message, why=why)


def hand_over(case: str, to: str, *, done: str, left: str, common: Common = Common()) -> None:
    """Hand a case to the next, with a note; its clocks run on, and the tasks you had are free.

    Args:
        case: the case, or the beginning of its id.
        to: the person who goes on with it.
        done: what was done.
        left: what is left to do.
    """
    command(common, case, "hand-over", to=to, done=done, left=left)


def _at(text: str) -> str:
    return instant_text(parse_instant(text))
