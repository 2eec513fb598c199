"""What an example expected and what came, part by part, as a manager reads it: expected, came, when, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.case import events as e
from domain.case.state import Entry
from domain.case.surveying.arithmetic import arithmetic_of
from domain.clock.duration import Duration
from domain.clock.span import Span
from domain.errors import MakegoodError
from domain.examples import reasons
from domain.examples.document import Expected, WantedRemedy, remedy_words
from domain.examples.expecting import STILL_OPEN
from domain.examples.story import Story
from domain.values import to_json
from domain.vocabulary import BY_HAND


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came otherwise than expected; `line` is where it is expected."""

    what: str
    expected: str
    came: str
    line: int
    at: datetime | None = None
    why: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "what": self.what, "expected": self.expected, "came": self.came, "line": self.line,
            "at": to_json(self.at) if self.at else None, "why": self.why,
        }  # fmt: skip


def compare(expected: Expected, story: Story, *, ended: bool = True) -> list[Difference]:
    """Return all differences; `ended`: the story is over, so that the case is to be closed unless it says otherwise."""
    found = [
        *_tier(expected, story), *_steps(expected, story), *_messages(expected, story), *_promises(expected, story),
        *_follow_ups(expected, story), *_remedies(expected, story), *_tasks(expected, story),
        *_outcome(expected, story, ended=ended), *_reopened(expected, story),
    ]  # fmt: skip
    if ended:
        found += [*_in_time(expected, story, "resolved"), *_in_time(expected, story, "closed")]
    return found


def _tier(expected: Expected, story: Story) -> Iterator[Difference]:
    if not expected.tier or expected.tier == story.case.tier:
        return
    judged = next((x for x in reversed(story.events) if isinstance(x, e.RiskAssessed | e.RiskReassessed)), None)
    why = judged.why if isinstance(judged, e.RiskReassessed) else ""
    if isinstance(judged, e.RiskAssessed):
        levels = ", ".join(f"{scale} {level}" for scale, level in judged.consequence.items())
        why = "; ".join(filter(None, (f"{judged.likelihood}: {levels}", reasons.read(judged.inputs))))
    at = judged.at if judged is not None else None
    yield Difference("tier", expected.tier, story.case.tier, expected.place("tier"), at, why)


def _steps(expected: Expected, story: Story) -> Iterator[Difference]:
    for name, wanted in expected.steps.items():
        paths = [name] if "[" in name else story.rounds(name) or [name]
        for path in paths:
            came = story.stand(path)
            if came != wanted.is_:
                reason = reasons.of_step(story, path)
                yield Difference(path, wanted.is_, came, wanted.line, reason.at, reason.why)


# --- Lists in order --------------------------------------------------------------------------------------------------
def _messages(expected: Expected, story: Story) -> Iterator[Difference]:
    came = story.messages()
    if expected.messages is None or list(expected.messages) == came:
        return
    number = _first_apart(expected.messages, came)
    sent = list(story.sent())
    reason = reasons.Reason("")
    if number < len(sent):
        reason = reasons.Reason(_because(story, sent[number].step), sent[number].at)
    missing = _missing(expected.messages, came)
    if missing:
        reason = _why_not_sent(story, missing)
    yield Difference(
        "messages", _listed(expected.messages), _listed(came), expected.place("messages"), reason.at, reason.why
    )


def _because(story: Story, step: str) -> str:
    led = reasons.of_step(story, step).why
    return f"{step} was sent" + (f": {led}" if led else "")


def _why_not_sent(story: Story, message: str) -> reasons.Reason:
    steps = [name for name, step in story.stage.steps.items() if getattr(step, "message", "") == message]
    for name in steps:
        path = next(iter(story.rounds(name)), name)
        if story.stand(path) != "done":
            found = reasons.of_step(story, path)
            return reasons.Reason(f"{name} is {story.stand(path)}" + (f": {found.why}" if found.why else ""), found.at)
    return reasons.Reason("")


def _tasks(expected: Expected, story: Story) -> Iterator[Difference]:
    came = story.tasks()
    if expected.tasks is None or list(expected.tasks) == came:
        return
    number, asked = _first_apart(expected.tasks, came), list(story.asked())
    at, why = None, ""
    if number < len(asked):
        opened, name = asked[number]
        at, why = opened.at, f"{name}: {opened.words.get('en', '')}"
    missing = _missing(expected.tasks, came)
    if missing in story.stage.asks:
        reason = reasons.of_step(story, missing)
        at, why = reason.at, reason.why
    yield Difference("tasks", _listed(expected.tasks), _listed(came), expected.place("tasks"), at, why)


def _first_apart(wanted: Sequence[str], came: Sequence[str]) -> int:
    pairs = zip(wanted, came, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(wanted), len(came)))


def _missing(wanted: Sequence[str], came: Sequence[str]) -> str:
    return next((name for name in wanted if list(wanted).count(name) > list(came).count(name)), "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


# --- Promises, follow-ups, remedies ----------------------------------------------------------------------------------
def _promises(expected: Expected, story: Story) -> Iterator[Difference]:
    for name, wanted in expected.promises.items():
        came = story.promise(name)
        if came == wanted.is_:
            continue
        made = [each for known, each in story.case.promises.items() if known.partition("/")[0] == name]
        last = next((each for each in made if each.status == came), made[-1] if made else None)
        why = f"due {last.arithmetic}" if last is not None else "it was never made"
        yield Difference(f"promise {name}", wanted.is_, came, wanted.line, last.at if last is not None else None, why)


def _follow_ups(expected: Expected, story: Story) -> Iterator[Difference]:
    for name, wanted in expected.follow_ups.items():
        came = story.follow_up(name)
        if came != wanted.is_:
            yield Difference(f"follow-up {name}", wanted.is_, came, wanted.line, None, reasons.whom(story))


def _remedies(expected: Expected, story: Story) -> Iterator[Difference]:
    if expected.remedies is None:
        return
    wanted, left = list(expected.remedies), list(story.case.ledger.values())
    for one in list(wanted):
        match = next((entry for entry in left if _fits(one, entry, story)), None)
        if match is not None:
            wanted.remove(one)
            left.remove(match)
    for one in wanted:
        near = next((entry for entry in left if _is_near(one, entry, story)), None)
        if near is not None:
            left.remove(near)
        reason = _why_remedy(story, one, near)
        came = _remedy(near) if near is not None else "none"
        yield Difference("remedy", one.words, came, one.line, reason.at, reason.why)
    for entry in left:
        reason = _why_remedy(story, None, entry)
        yield Difference("remedy", "none", _remedy(entry), expected.place("remedies"), reason.at, reason.why)


def _fits(wanted: WantedRemedy, entry: Entry, story: Story) -> bool:
    return (
        wanted.kind == entry.kind
        and (not wanted.to or wanted.to in story.names(entry))
        and (wanted.amount is None or wanted.amount == entry.amount)
        and wanted.status in {"", entry.status}
    )


def _is_near(wanted: WantedRemedy, entry: Entry, story: Story) -> bool:
    return wanted.kind == entry.kind and (not wanted.to or wanted.to in story.names(entry))


def _remedy(entry: Entry) -> str:
    return remedy_words(entry.kind, entry.amount, entry.payee.id, entry.status)


def _why_remedy(story: Story, wanted: WantedRemedy | None, entry: Entry | None) -> reasons.Reason:
    if entry is None:
        steps = [n for n, step in story.stage.grants.items() if wanted is not None and step.remedy == wanted.kind]
        return next((reasons.of_step(story, name) for name in steps if not story.rounds(name)), reasons.Reason(""))
    name = next(name for name, each in story.case.ledger.items() if each is entry)
    last = next((x for x in reversed(story.events) if getattr(x, "entry", "") == name), None)
    match last:
        case e.RemedyDenied():
            return reasons.Reason(f"{last.approver} said no: {last.why}", last.at)
        case e.PayoutFailed():
            return reasons.Reason(f"{last.method} did not pay: {last.why.replace('_', ' ')}", last.at)
        case e.RemedyPaid():
            led = reasons.of_step(story, entry.step).why
            way = last.method if last.method == BY_HAND else f"by {last.method}"
            return reasons.Reason(f"paid {way}" + (f"; {led}" if led else ""), last.at)
        case _:
            at = last.at if last is not None else None
            return reasons.Reason(reasons.of_step(story, entry.step).why, at)


# --- The end ---------------------------------------------------------------------------------------------------------
def _outcome(expected: Expected, story: Story, *, ended: bool) -> Iterator[Difference]:
    came = story.outcome
    if expected.outcome == came or (not expected.outcome and (not ended or came != STILL_OPEN)):
        return
    why = reasons.whom(story) or _how_it_ended(story)
    at = story.case.last_at
    yield Difference(
        "outcome", expected.outcome or "the case comes to its end", came, expected.place("outcome"), at, why
    )


def _how_it_ended(story: Story) -> str:
    answered = [f"{path} {offer.how} {offer.chosen}".rstrip() for path, offer in story.case.offers.items()]
    return ", ".join(answered)


def _reopened(expected: Expected, story: Story) -> Iterator[Difference]:
    if expected.reopened is None or expected.reopened == bool(story.case.reopened):
        return
    words = {True: "reopened", False: "not reopened"}
    again = next((x for x in story.events if isinstance(x, e.CaseReopened)), None)
    at, why = (again.at, again.why) if again is not None else (None, "")
    came = words[not expected.reopened]
    yield Difference("reopened", words[expected.reopened], came, expected.place("reopened"), at, why)


def _in_time(expected: Expected, story: Story, what: str) -> Iterator[Difference]:
    """Compare how long it took with how long it may take, counted by the calendar of the case."""
    within: Span | None = getattr(expected, f"{what}_within")
    case = story.case
    if within is None or case.reported_at is None:
        return
    kind = e.Resolved if what == "resolved" else e.CaseClosed
    ends = [event.at for event in story.events if isinstance(event, kind)]
    line = expected.place(f"{what}_within")
    try:
        reckoning = story.book.reckon(case.reported_at, within)
    except MakegoodError as trouble:
        yield Difference(f"{what} within", str(within), "cannot be counted", line, None, str(trouble))
        return
    if ends and ends[-1] <= reckoning.due:
        return
    took = Duration(int((ends[-1] - case.reported_at).total_seconds() * 1_000)) if ends else None
    came = f"{took} after the report" if took is not None else f"not {what}"
    why = arithmetic_of(story.book, reckoning, "reported")
    yield Difference(f"{what} within", str(within), came, line, ends[-1] if ends else None, why)
