"""What people answer in an example: as it says, else well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from activities.connectors.redressing import redress
from domain.case import commands as c
from domain.case.book import Book
from domain.case.state import Case
from domain.case.surveying.closing import FACTS
from domain.case.surveying.got_twice import KEEPS
from domain.examples.document import Deed
from domain.examples.telling import filled
from domain.ids import keys_of, step_of
from domain.playbook.answers import read_field
from domain.values import Value
from domain.views.waiting import Waiting

CONTENT: Mapping[str, Value] = {"outcome": 5, "handling": 5}
"""The marks of a customer who is content."""
NO_CAUSE, STAND_IN = "not named in the example", "somebody else"


def of_offer(deed: Deed | None, wait: Waiting, who: c.Actor, now: datetime) -> c.Command:
    """Choose as the example says, else the first of the choices."""
    if deed is not None and deed.do == "decline":
        return c.DeclineOffer(now=now, actor=who, step=wait.step)
    choice = deed.choice if deed is not None else next(iter(wait.choices))
    return c.ChooseAlternative(now=now, actor=who, step=wait.step, choice=choice)


def of_task(  # noqa: PLR0911 — one line a purpose
    deed: Deed | None, case: Case, wait: Waiting, applied: c.Applied | None, now: datetime
) -> Mapping[str, Value]:
    """Return the answer to a task by its purpose; `applied` is the truth about the effect it asks about."""
    said = deed.values if deed is not None else {}
    match wait.purpose:
        case "ask":
            return filled(wait.fields, said, now)
        case "facts":
            wanted = {name: kind.model_copy(update={"optional": False}) for name, kind in wait.fields.items()}
            return filled(wanted, said, now)
        case "second" | "settle":
            first = case.tasks.get(str(wait.details.get("first", "")))
            return filled(wait.fields, said, now) if deed is not None or first is None else first.answer
        case "establish":
            return {"applied": applied is not None, **(applied.receipt if applied is not None else {})}
        case "call":
            return said or CONTENT
        case "review":
            missing = wait.details.get("missing", ())
            given = missing if isinstance(missing, tuple) else ()
            return {"gives": tuple(need for need in given if need not in FACTS)}
        case other:
            return _decision(deed, case, wait, other)


def _decision(  # noqa: C901, PLR0911, PLR0912 — one line a purpose
    deed: Deed | None, case: Case, wait: Waiting, purpose: str
) -> Mapping[str, Value]:
    match purpose:
        case "approve" if deed is not None and deed.do == "deny":
            return {"approve": False, "why": deed.why}
        case "approve":
            return {"approve": True}
        case "countersign" | "budget":
            return {"approve": True}
        case "staffing":
            return {"person": STAND_IN, "why": "nobody else is there"}
        case "second-look":
            return {"finding": "not upheld", "why": "looked at anew at the desk"}
        case "redress":
            kinds = wait.fields["kind"].words
            return {
                name: read_field(name, text, wait.fields[name]) for name, text in redress(wait.details, kinds).items()
            }
        case "give":
            return {"reference": "given at the desk"}
        case "twice":
            return {"decision": KEEPS, "why": "decided at the desk"}
        case "bounced" if deed is not None:
            return {"decision": "resend", "why": deed.why or "an address was found"}
        case "bounced":
            return {"decision": "reached", "why": "called them"}
        case "differs":
            return {"decision": "stands", "why": "decided at the task"}
        case "evidence":
            return {"decision": "shown", "why": "shown at the desk"}
        case "sign":
            return {"decision": "no_abuse", "why": "looked at at the desk"}
        case "root-cause":
            listed = wait.fields["cause"].words if "cause" in wait.fields else ()
            return {"cause": deed.why if deed is not None else listed[-1] if listed else NO_CAUSE}
        case "stuck" | "evaluate":
            hopeless = case.status(wait.step) == "refused" or case.retries.get(wait.step)
            again = "skip" if hopeless else "retry"
            why = deed.why if deed is not None else ""
            return {"decision": deed.do if deed is not None else again, "why": why or "decided at the task"}
        case _:
            return {}


def names_of(wait: Waiting, book: Book) -> tuple[str, ...]:
    """Return by what names a follow-up may be meant; what is none has none."""
    if step_of(wait.step) != "@follow-up":
        return ()
    follow_up = book.plan.follow_up[int(keys_of(wait.step)[-1])]
    return (follow_up.id, follow_up.survey)
