"""What the customer was told, and what did not arrive."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import end_step, on, own, put
from domain.case.evolving.ending import set_follow_up
from domain.case.evolving.promises import set_promise
from domain.case.evolving.steps import applied
from domain.case.state import Case, Told
from domain.values import Person


@on(e.MessageSent)
def _(case: Case, event: e.MessageSent) -> None:
    effect = case.effects.get(event.step)
    applied(case, event.step, event.attempt, event.receipt)
    to = effect.request.get("to") if effect is not None else None
    tell(case, event.step, Told(event.at, to.id if isinstance(to, Person) else "", event.gives, event.channel))
    if event.step in case.bounced:
        own(case, "bounced").pop(event.step)
    if event.step in case.nights:
        own(case, "nights").pop(event.step)
    if event.gives:
        put(case, given=case.given | set(event.gives))
    if effect is not None and effect.kind == "tell":
        end_step(case, event.step, "done", event)


def tell(case: Case, name: str, told: Told) -> None:
    """Note that somebody was told something, and when the customer last heard from us."""
    own(case, "told")[name] = told
    if told.to in {"", case.customer.id}:
        put(case, told_at=told.at)


@on(e.MessageWaits)
def _(case: Case, event: e.MessageWaits) -> None:
    own(case, "nights")[event.step] = event.until


@on(e.MessageBounced)
def _(case: Case, event: e.MessageBounced) -> None:
    own(case, "bounced")[event.step] = None
    if event.unsent:  # what was told by it before, if it was, was heard
        _goes_on(case, event)
        return
    own(case, "told").pop(event.step, None)
    offer = case.offers.get(event.step)
    if offer is not None and not offer.how:
        own(case, "offers").pop(event.step)  # nobody can choose from what they never saw
    asked = case.follow_ups.get(event.step)
    if asked is not None and not asked.how:
        set_follow_up(case, event.step, silent_at=None)
    for promise in event.promises:
        set_promise(case, promise, status="open", at=None, by_step="")
    answers = (task.answer.get("gives") for task in case.tasks.values() if task.status == "done")
    talks = {str(gift) for gives in answers if isinstance(gives, tuple) for gift in gives}
    letters = {gift for told in case.told.values() for gift in told.gives}
    heard = [told.at for told in case.told.values() if told.to in {"", case.customer.id}]
    put(case, given=frozenset(talks | letters), told_at=max(heard, default=None))


def _goes_on(case: Case, event: e.MessageBounced) -> None:
    """A message that never left holds nothing that comes behind it; only what it offers waits for its reader."""
    effect = case.effects.get(event.step)
    if effect is not None and effect.kind == "tell":
        end_step(case, event.step, "done", event)
    else:
        own(case, "steps").pop(event.step, None)


def reached(case: Case, step: str, event: e.TaskCompleted) -> None:
    """The reader of a message that bounced was told by other means: what it gives is given, and heard, now."""
    message = case.effects.get(step)
    gives = message.request.get("gives") if message is not None else ()
    own(case, "bounced")[step] = event.at
    tell(case, step, Told(event.at, gives=tuple(str(gift) for gift in gives) if isinstance(gives, tuple) else ()))
    put(case, given=case.given | set(case.told[step].gives))
