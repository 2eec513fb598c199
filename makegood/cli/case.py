"""`makegood case list`, `show`, `explain`, `events`: look at cases."""

from __future__ import annotations

from builtins import list as Lines  # noqa: N812 — `list` is a command here
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, get_args

from cyclopts import Parameter

from activities.ports import CaseRow
from domain.case.book import Book
from domain.case.state import Case, Entitled, Entry, Phase, PlanStop, Promise
from domain.case.surveying.bouncing import is_unsent
from domain.documents import Switch
from domain.errors import UsageError
from domain.views import signs
from domain.views.assessment import shown
from domain.views.briefing import about_words, in_their_words, of_their_words
from domain.views.ending import shown as ended
from domain.views.entitled import pack_of
from domain.views.explain import explain as tell
from domain.views.grounds import grounds_of, told
from domain.views.returned import is_open
from domain.views.telling import Telling
from domain.views.wording import about, brief, in_words, own_step
from domain.vocabulary import LANGUAGES
from makegood.cli.opening import NOWHERE, give_address
from makegood.cli.options import Common, as_of
from makegood.cli.output import Output, strong
from makegood.cli.recorded import as_it_was_known, exit_code, in_brief, record_data, to_json_state, who
from workers.opening import Reading, Story, reading


def list(phase: str = "", *, common: Common = Common()) -> None:  # noqa: A001 — the command is called list
    """Which cases there are.

    Args:
        phase: only those in this phase: received, assessed, working, resolved or closed.
    """
    if phase and phase not in get_args(Phase):
        raise UsageError(f"“{phase}” is no phase.", remedy=f"There are: {', '.join(p for p in get_args(Phase) if p)}.")

    async def look(r: Reading) -> tuple[Lines[CaseRow], frozenset[str], frozenset[str]]:
        rows = Lines(await r.journal.cases(phase=phase))
        return rows, frozenset(one.case for one in await r.journal.parked()), await r.stopped(rows)

    (rows, parked, stopped), out = reading(common.settings(), look), common.output
    if out.as_json:
        out.document([
            {**{name: getattr(row, name) for name in row.__slots__}, "parked": row.case in parked,
             "stopped": row.case in stopped} for row in rows
        ])  # fmt: skip
    elif not rows:
        out.line("There are no cases." if not phase else f"No case is {phase}.")
    else:
        cells = [
            (row.case[:12], row.tier, _phase(row, parked, stopped), row.playbook, row.summary,
             out.instant(row.opened_at), out.instant(row.wake_at))
            for row in rows
        ]  # fmt: skip
        out.table(("case", "tier", "phase", "playbook", "failure", "opened", "looked at again"), cells)


def _phase(row: CaseRow, parked: frozenset[str], stopped: frozenset[str]) -> str:
    if row.case in parked:
        return "parked"
    if row.case in stopped:
        return "stopped"
    return "held" if row.held else row.phase


def _story(common: Common, case: str, at: str | None) -> Story:
    return _withdrawing(common, case, at)[0]


def _withdrawing(common: Common, case: str, at: str | None) -> tuple[Story, Mapping[str, str]]:
    """Return a case, and in what words its customer is said to have withdrawn, as far as who reads may know them."""
    when = as_of(at)

    async def find(r: Reading) -> tuple[Story, Mapping[str, str]]:
        story = await r.story(await r.find(case), when)
        return story, await r.their_words(story, await r.person(common.as_) if story.case.wanted else "")

    story, words = reading(common.settings(), find)
    if when is not None and not common.json:
        as_it_was_known(story, common.output)
    return story, words


def show(case: str, *, at: str | None = None, common: Common = Common()) -> int:
    """Where a case stands.

    Args:
        case: the case, or the beginning of its id.
        at: as it was known at this time, also as it is shown; without a part of a second, the end of that second.
    """
    story, words = _withdrawing(common, case, at)
    _show(story, common.output, at, words)
    return exit_code(story.broken)


def _show(story: Story, out: Output, at: str | None, words: Mapping[str, str]) -> None:
    state = story.case
    if out.as_json:
        told = {name: to_json_state(value) for name, value in vars(state).items() if name[0] != "_"}
        out.document({**told, "reachable": story.reachable})
        return
    stopped = _stopped(story, at)
    out.line(f"{strong(state.id)}  {state.tier}, {'stopped' if stopped else 'held' if state.hold else state.phase}"
             + (f", {state.outcome}" if state.outcome else ""))  # fmt: skip
    out.line(f"  failure   {state.failure} ({state.source} {state.key}), opened {out.instant(state.opened_at)}")
    out.line(f"  playbook  {state.playbook} {state.plan[:19]}…, owner {state.owner}")
    if stopped is not None:
        out.line(f"  stopped   {stopped.by} stopped the playbook: {stopped.why}")
        out.line(f"            let it go on with makegood document resume playbook/{state.playbook} --why REASON")
    if not story.reachable and state.phase != "closed":
        out.line(f"  letters   {NOWHERE}")
        out.line(f"            {give_address(state.id)}")
    for person in state.complained_about:
        out.line(f"  about     {person}, who has no hand in it")
    if story.parked:
        out.line(f"  parked    the engine leaves it alone: {story.parked.why}")
        out.line(f"            let it go on with makegood case free {state.id[:12]} --why REASON")
    for heading, sentence in (*ended(state), *_withdrew(state, words)):
        out.line(f"  {heading:<9} {sentence}")
    if story.book is not None:
        for about, sentence in shown(state, story.book, out.instant):
            out.line(f"  {about:<9} {sentence}")
    for line in _parts(state, out, story.book):
        out.line(line)


def _withdrew(state: Case, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield in what words the customer withdrew or said what they do not want, where two have to agree to that."""
    for name, task in state.tasks.items():
        asked = of_their_words(state, name) if task.status != "taken back" else None
        if asked is not None:
            yield about_words(asked), f"{in_their_words(asked, words.get(name))} (task {name}, {task.status})"


def _stopped(story: Story, at: str | None) -> PlanStop | Switch | None:
    """Return who stopped the playbook: as the case says, and now, when no engine looked at it since, the playbook."""
    switch = story.book.around.switch if story.book is not None else None
    if at is None and story.case.phase != "closed":
        return switch if switch is not None and switch.stopped else None
    return story.case.stopped


def _parts(state: Case, out: Output, book: Book | None = None) -> Sequence[str]:
    lines: Lines[str] = []
    for name, promise in state.promises.items():
        lines.append(f"  promise   {name}: by {out.instant(promise.due)}, {_stands(promise, out)}")
    lines += _said(state, out)
    for path, step in state.steps.items():
        status = "not sent, the plan goes on" if is_unsent(state, path) else step.status
        why = "what it paid came back, and is to be paid again" if is_open(state, path) else step.why
        lines.append(f"  step      {own_step(path)}: {status}" + (f" ({why})" if why else ""))
    for path, effect in state.effects.items():
        if effect.status in {"open", "accepted", "unknown", "retry"}:
            lines.append(f"  effect    {path}: {effect.status}, attempt {effect.attempt} {effect.why}".rstrip())
    for name, task in state.tasks.items():
        if task.status == "open":
            lines.append(f"  task      {name}: {'/'.join(task.roles)} by {out.instant(task.due)}")
    lines += [f"  sign      {name}: {sentence}" for name, sentence in signs.shown(state)]
    for path, found in state.entitled.items():
        lines.append(f"  owed      {path}: {_owed(found, book)}")
        lines += [
            f"  refused   {path}: {each.words['en']}, by {each.clause}: {each.why['en']}" for each in found.refused
        ]
    for name, entry in state.ledger.items():
        amount = f" {brief(entry.amount)}" if entry.amount else ""
        lines.append(f"  remedy    {name}: {entry.kind}{amount} {entry.stands}{_back(entry)}")
    return lines


def _back(entry: Entry) -> str:
    """Say what of a remedy is back with us: it is paid again, or stays so."""
    if entry.status == "approved" and entry.returns:
        return ", to be paid again: it came back"
    return f", {brief(entry.reversed)} of it taken back" if entry.status == "paid" and entry.reversed else ""


def _owed(found: Entitled, book: Book | None) -> str:
    """Say what a pack owes, by which clauses, or what is needed to say so."""
    by = f"{found.pack}, version {found.rules}"
    if not found.decided:
        return f"cannot be said yet by {by}; needed: {', '.join(_needed(found, book))}"
    if not found.gifts:
        return f"nothing by {by}"
    clauses = "; ".join(dict.fromkeys(gift.clause for gift in found.gifts))
    each = " and ".join(brief(amount) for amount in found.per_unit) or "something in kind"
    times = f" × {found.units}" if found.units > 1 else ""
    return f"{each}{times} by {clauses} ({by})"


def _needed(found: Entitled, book: Book | None) -> Sequence[str]:
    """Return the facts that are needed, as they are told, each with what it is."""
    pack = pack_of(book, found.pack, found.digest) if book is not None else None
    known = pack.facts if pack is not None else {}
    return [f"{name} ({in_words(known[name].words, 'en')})" if name in known else name for name in found.needs]


def _said(state: Case, out: Output) -> Sequence[str]:
    """Say what was estimated, which messages wait for the morning, and which did not arrive."""
    lines: Lines[str] = []
    for name, each in state.estimates.items():
        lines.append(f"  estimate  {name}: {out.instant(each.earliest)} to {out.instant(each.latest)}, by {each.basis}")
    for name, until in state.nights.items():
        lines.append(f"  message   {name}: waits until {out.instant(until)}")
    for name, reached in state.bounced.items():
        gone = "cannot be sent" if is_unsent(state, name) else "did not arrive"
        lines.append(f"  message   {name}: {gone}" + (", reached otherwise" if reached else ""))
    return lines


def _stands(promise: Promise, out: Output) -> str:
    """Say how a promise stands, and why where that is not plain."""
    stop = promise.stopped
    if promise.status == "open" and stop is not None:
        return f"its clock stands still since {out.instant(stop.since)}, {about(stop.rest, 'en')} of it left"
    if promise.ended_as == "cancelled":
        return f"ended, unanswered: the case was called off ({promise.because or 'no-failure'})"
    if promise.ended_as:
        return f"ended: the case was ended before as {promise.ended_as}"
    return promise.status


def explain(
    case: str,
    *,
    at: str | None = None,
    language: Annotated[str, Parameter(name=["--language", "-l"])] = "",
    grounds: Annotated[bool, Parameter(negative="")] = False,
    inward: Annotated[bool, Parameter(negative="")] = False,
    common: Common = Common(),
) -> int:
    """A case in plain words, as it could be told to the customer.

    Args:
        case: the case, or the beginning of its id.
        at: as it was known at this time, also as it is shown; without a part of a second, the end of that second.
        language: en, id or vi; by default the customer's.
        grounds: say of every remedy who decided, by which authority, on what facts and by which documents instead.
        inward: with what is between us, for people of the house: budgets, who was asked, what was weighed, grades.
    """
    if language and language not in LANGUAGES:
        raise UsageError(f"“{language}” is not spoken here.", remedy=f"There are: {', '.join(LANGUAGES)}.")
    story, words = _withdrawing(common, case, at)
    spoken = language or story.case.language
    if grounds:
        _grounds(story, spoken, common.output)
    else:
        _explain(story, spoken, common.output, words if inward else None)
    return exit_code(story.broken)


def _explain(story: Story, spoken: str, out: Output, inward: Mapping[str, str] | None) -> None:
    """Print a case in plain words; `inward`: with what is between us, and the words of a customer who withdrew."""
    sentences: Sequence[str] = ()
    if story.book is not None:
        told = Telling(story.case, story.book, story.events, spoken, out.zone, inward is not None, said=inward or {})
        sentences = tell(told)
    if out.as_json:
        out.document({"case": story.case.id, "language": spoken, "sentences": sentences})
        return
    for sentence in sentences:
        out.line(sentence)


def _grounds(story: Story, language: str, out: Output) -> None:
    if story.book is None:
        return
    telling = Telling(story.case, story.book, story.events, language, out.zone)
    found = grounds_of(telling, story.records)
    if out.as_json:
        out.document([{name: to_json_state(getattr(one, name)) for name in one.__slots__} for one in found])
        return
    for one in found:
        first, *rest = told(telling, one)
        out.line(first)
        for sentence in rest:
            out.line(f"  {sentence}")
    if not found:
        out.line("No remedy was proposed.")


def events(case: str, *, at: str | None = None, common: Common = Common()) -> int:
    """Every fact of a case.

    Args:
        case: the case, or the beginning of its id.
        at: only what was recorded by this time, also as it is shown; a whole second counts to its end.
    """
    story, out = _story(common, case, at), common.output
    if out.as_json:
        out.document([record_data(record) for record in story.records])
    else:
        rows = [(str(r.seq), out.instant(r.occurred_at), r.type, who(r), in_brief(r)) for r in story.records]
        out.table(("seq", "when", "fact", "who", "what"), rows)
    return exit_code(story.broken)
