"""Ladders without an amount in the money of a market: there the engine grants nothing, and its last rung is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from domain.expression import parse
from domain.expression.tree import Constant, Items, Name, Node, Operation, Select
from domain.markets import Market
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.layout import Layout

RULE: Final = "ladder-currency"


def foreign_ladders(sight: Sight, markets: Mapping[str, Market]) -> None:
    """Warn of ladders that name amounts, and none in the money that customers of a market pay with."""
    for name, step in sight.layout.steps.items():
        outline = sight.outlines.get(name)
        if not isinstance(step, p.Remedy | p.Cover) or outline is None:
            continue
        limits = [step.authority.auto_up_to, *(rung.up_to for rung in step.authority.above)]
        lacking = dict[str, list[str]]()
        for market in sight.plan.markets:
            currency = markets[market].currency if market in markets else ""
            lacks = any(some and currency not in {limit.currency for limit in some} for some in limits)
            if currency and lacks and _may_be_in(currency, step) and _may_be_for(market, step, sight.layout):
                lacking.setdefault(currency, []).append(market)
        if lacking:
            served = " and ".join(f"{', '.join(those)} is served in {currency}" for currency, those in lacking.items())
            what = f"{served}, and a limit in the ladder of {quoted(name)} has no amount in that."
            remedy = f"Write what each limit is in {' and in '.join(lacking)}, beside the others."
            written = outline.fields.get("authority")
            sight.report.add(RULE, outline.at if written is None else written.at, what, remedy)


def _may_be_in(currency: str, step: p.Remedy | p.Cover) -> bool:
    """Say whether a remedy can be an amount in a currency; where only a case knows, it can."""
    term = step.up_to if isinstance(step, p.Cover) else step.amount
    if term is None:
        return not (isinstance(step, p.Remedy) and step.in_kind)
    amounts = list(_amounts(term))
    return None in amounts or currency in {amount.currency for amount in amounts if amount is not None}


def _amounts(term: p.Term) -> Iterator[Money | None]:
    """Yield what a value can come to, None for what only a case knows."""
    match term:
        case p.Given(value=Money() as amount):
            yield amount
        case p.ByCases():
            for each in (*(line.then for line in term.cases), term.otherwise):
                yield from _amounts(each)
        case _:
            yield None


# --- For which market ------------------------------------------------------------------------------------------------
def _may_be_for(market: str, step: p.AnyStep, layout: Layout) -> bool:
    """Say whether a step can be done for customers of a market, as far as conditions compare that."""
    if not _holds(market, step.when):
        return False
    for outer, part, _ in layout.around[step.id]:
        block = layout.steps.get(outer)
        if block is None:
            continue
        ways = [way.when for number, way in enumerate(block.ways) if part == f"way {number}"] if isinstance(
            block, p.Choose
        ) else []  # fmt: skip
        if not all(_holds(market, when) for when in (block.when, *ways)):
            return False
    return True


def _holds(market: str, conditions: Iterable[str]) -> bool:
    return not any(_denies(market, parse(source).tree) for source in conditions)


def _denies(market: str, node: Node) -> bool:
    """Say whether a condition compares the market with others, and surely does not hold in this one."""
    match node:
        case Operation(mark="==", left=Select(of=Name(name="case"), name="market"), right=Constant(value=value)):
            return value != market
        case Operation(mark="!=", left=Select(of=Name(name="case"), name="market"), right=Constant(value=value)):
            return value == market
        case Operation(mark="in", left=Select(of=Name(name="case"), name="market"), right=Items(items=items)):
            return all(isinstance(item, Constant) and item.value != market for item in items)
        case _:
            return False
