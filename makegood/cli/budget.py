"""`makegood house budget`: how much may be granted in a period, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from activities.directory import Directories
from domain.budgets import SCOPES, scope_of
from domain.errors import NotFoundError, VerificationFailed
from domain.money import Money
from domain.views.wording import money
from makegood.cli.options import Common, amount_of
from workers.asking import ask
from workers.keeping.budget_sums import Left, Sum, by_the_facts, what_is_left
from workers.opening import Reading, reading


def set(  # noqa: A001 — the command is called set; the parts of a budget
    budget: str,
    *,
    amount: Annotated[Sequence[str], Parameter(negative="", allow_leading_hyphen=True)],
    why: str,
    keeper: str = "",
    calendar: str = "",
    common: Common = Common(),
) -> None:
    """Let no more than these amounts be granted; for other currencies nothing is limited by this budget.

    Args:
        budget: what it is for: house (a month), actor or actor/NAME (a day; what steps grant by themselves is
            actor/engine), playbook or playbook/NAME (a day, each version), case.
        amount: how much, as "10000 USD"; once a currency.
        why: the reason.
        keeper: the role that is asked when it does not reach; managers unless said.
        calendar: the published calendar whose days and months count; UTC unless said.
    """
    for text in amount:
        amount_of(text, "--amount", nothing=True)
    _change(common, budget, amounts=[*amount], why=why, keeper=keeper, calendar=calendar)


def lift(budget: str, *, why: str, common: Common = Common()) -> None:
    """Take a budget away: nothing is limited by it any more.

    Args:
        budget: what it is for.
        why: the reason.
    """
    _change(common, budget, amounts=[], why=why)


def _change(common: Common, budget: str, **fields: object) -> None:
    answer = ask(common.settings(), "budget", budget=budget, **fields, **{"as": common.as_})
    if common.json:
        common.output.document(answer)
        return
    told = answer if isinstance(answer, dict) else {}
    if not told.get("facts"):
        common.output.line(f"budget {budget}: that was so already; nothing changed.")
        return
    what = "set" if fields["amounts"] else "lifted"
    waiting = told.get("looked_at_again", 0)
    some = "1 case that waited" if waiting == 1 else f"{waiting} cases that waited"
    common.output.line(f"budget {budget}: {what}." + (f" {some} for a budget: decided anew." if waiting else ""))
    if fields["amounts"] and SCOPES[scope_of(budget)] and not told.get("calendar"):
        common.output.line(f"  A {SCOPES[scope_of(budget)]} goes by UTC; name a calendar with --calendar.")


def show(budget: str = "", *, case: str = "", common: Common = Common()) -> None:
    """What is left of every budget, or of one.

    Args:
        budget: what it is for; all of them unless said.
        case: the case whose own budget is shown.
    """

    async def load(r: Reading) -> list[Left]:
        name = await r.find(case) if case else ""
        return await what_is_left(r.journal, r.library, Directories(r.journal, r.clock), r.clock.now(), name)

    found, out = reading(common.settings(), load), common.output
    shown = [each for each in found if budget in {"", each.limit.budget}]
    if budget and not shown:
        raise NotFoundError(f"there is no budget “{budget}”.", remedy="See all there are: makegood house budget show.")
    if out.as_json:
        out.document([each.as_data() for each in shown])
    elif not shown:
        out.line("No budget is set, so nothing is limited by one. Set one: makegood house budget set.")
    else:
        heads = ("budget", "of", "in", "amount", "taken", "left", "above", "asked is")
        out.table(heads, [_line(each) for each in shown])


def _line(each: Left) -> tuple[str, ...]:
    nobody = "–" if each.limit.budget == "house" else "each"
    above = money(each.above, "en") if each.above.minor else "–"
    sums = (money(amount, "en") for amount in (each.amount, each.taken, each.left))
    return (each.limit.budget, each.about or nobody, each.period or "all its time", *sums, above, each.limit.keeper)


def check(*, common: Common = Common()) -> None:
    """Rebuild what was taken from budgets from the facts of all cases, and compare it with the journal's counters."""

    async def load(r: Reading) -> list[Sum]:
        return await by_the_facts(r.journal)

    found, out = reading(common.settings(), load), common.output
    if out.as_json:
        out.document([
            {"counter": each.counter, "held": each.held, "paid": each.paid, "stands": each.stands} for each in found
        ])  # fmt: skip
    elif not found:
        out.line("Nothing was taken from a budget yet.")
    else:
        rows = [
            (each.counter, _minor(each, each.held), _minor(each, each.paid), _minor(each, each.stands))
            for each in found
        ]
        out.table(("counter", "granted, not paid", "paid", "counter stands at"), rows)
    wrong = [each.counter for each in found if each.differs]
    if wrong:
        raise VerificationFailed(
            f"counters of budgets are not the sum of their facts: {', '.join(wrong[:5])}, {len(wrong)} in all.",
            remedy="The facts are right: see whether the journal is whole, makegood audit verify.",
        )  # fmt: skip


def _minor(each: Sum, minor: int) -> str:
    return money(Money(each.counter.rpartition("/")[2], minor), "en")
