"""`makegood case open`: a failure that a person tells becomes a case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from domain.clock.instant import parse_instant
from domain.errors import NotFoundError, UsageError
from domain.intake.by_hand import facts_by_hand
from domain.intake.rows import FailureTold, PersonTold
from domain.intake.told import told_to_json
from domain.playbook.plan import FactType, Plan
from makegood.cli.options import Common, named_values
from workers.asking import ask
from workers.opening import Reading, reading


def open_(  # noqa: PLR0913 — the parts of a failure
    failure: str,
    *,
    key: str,
    customer: str,
    market: str,
    fact: Annotated[Sequence[str], Parameter(negative="")] = (),
    facts: Path | None = None,
    address: str = "",
    language: str = "en",
    source: str = "desk",
    happened: str | None = None,
    common: Common = Common(),
) -> None:
    """Open a case for a failure that somebody tells; told again under the same key, it is the same case.

    Args:
        failure: what failed, as playbooks name it.
        key: what names this failure at its source, for example a booking number.
        customer: who is harmed, by name.
        market: the market whose rules and languages apply.
        fact: a fact as NAME=VALUE; may be given many times.
        facts: facts as a JSON file, for those that are people or lists.
        address: where the customer can be written to.
        language: the customer's language.
        source: who tells it.
        happened: when it happened.
    """
    types = reading(common.settings(), lambda r: _types(r, failure))
    told = FailureTold(
        failure=failure, source=source, key=key, place="by hand", market=market, language=language,
        facts=facts_by_hand({**_file(facts), **named_values(fact, "--fact")}, types),
        customer=PersonTold(customer, customer, address, language),
        happened_at=parse_instant(happened) if happened else None, reported_at=None,
    )  # fmt: skip
    answers = ask(common.settings(), "receive", failures=[told_to_json(told)], **{"as": common.as_})
    assert isinstance(answers, list)  # noqa: S101 — the door's own format
    answer = answers[0]
    if "case" not in answer:
        raise UsageError(f"no case was opened: {answer.get('rejected') or answer.get('no_plan')}.")
    if common.json:
        common.output.document(answer)
    elif answer["repeat"]:
        common.output.line(f"{answer['case']}: that failure is known already.")
    else:
        common.output.line(f"{answer['case']}: opened.")


async def _types(r: Reading, failure: str) -> Mapping[str, FactType]:
    await r.library.refresh()
    plans = [Plan.model_validate_json(one.content) for one in r.library.newest("playbook")]
    handled = {h.failure: plan for plan in plans for h in plan.handles}
    if failure not in handled:
        known = ", ".join(sorted(handled)) or "none yet"
        what = f"no playbook handles “{failure}”{r.library.retired_for(failure)}."
        raise NotFoundError(what, remedy=f"Failures that are handled: {known}.")
    return handled[failure].facts


def _file(path: Path | None) -> Mapping[str, object]:
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise NotFoundError(f"{path} cannot be read: {trouble.strerror}.") from None
    except ValueError as trouble:
        raise UsageError(f"the facts are no JSON: {trouble}.", where=str(path)) from None
    if not isinstance(told, dict):
        raise UsageError("the facts are no object.", where=str(path))
    return told
