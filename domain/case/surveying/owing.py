"""The floor of a remedy: what law, contract and guarantee come to, less what was given for it; never undercut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from domain.case.scope import NoValue
from domain.case.state import Case, Entitled, Entry
from domain.case.surveying.by_hand import is_by_hand
from domain.case.surveying.covered import covered, paid_for
from domain.case.surveying.pay_within import is_late, late_amounts
from domain.entitlement.several import in_order, shares_of
from domain.ids import keys_of, step_of, step_path
from domain.money import Money, cash_of, told
from domain.playbook import plan as p
from domain.playbook.layout import Layout
from domain.remedies import PARTS
from domain.values import Value
from domain.vocabulary import Words

_SETTLED: Final = frozenset({"paid", "declined"})


def floors(case: Case, layout: Layout, step: p.Remedy, path: str) -> tuple[Money, ...]:
    """Return what a remedy has to give at least, by currency: what is owed, less what was given for it elsewhere."""
    keys = keys_of(path)[: depth(layout, step.id)]
    paths = decisions(layout, step, keys)
    return _left(case, layout, paths, keys, each=any(len(keys_of(name)) < len(keys) for name in paths))


def _left(
    case: Case, layout: Layout, paths: Sequence[str], keys: Sequence[str], *, each: bool
) -> tuple[Money, ...]:  # fmt: skip
    owed = _owed(case, paths, each=each)
    given = _given(case, layout, paths, keys)
    left = [Money(amount.currency, amount.minor - given.get(amount.currency, 0)) for amount in owed]
    return tuple(amount for amount in left if amount.minor > 0)


def decisions(layout: Layout, step: p.Remedy | p.Cover, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the paths of the decisions that a remedy settles, as they are called in its round."""
    return tuple(step_path(name, tuple(keys[: depth(layout, name)]), escaped=True) for name in step.entitled)


def amount_of(
    case: Case, layout: Layout, step: p.Remedy, path: str, asked: Money | None
) -> tuple[Money | None, Money | None]:
    """Return what a remedy gives, and its floor: what is asked for it, but never less than what is owed.

    Raises:
        NoValue: the two cannot be compared; a person decides.
    """
    left = floors(case, layout, step, path)
    if len(left) > 1:
        raise NoValue(
            f"what is owed is {' and '.join(told(each, 'en') for each in left)}, which no one amount settles",
            "entitled",
            {},
        )
    if any(entry.step == path and entry.status == "denied" for entry in case.ledger.values()):
        asked = None  # what went beyond was denied
    if not left:
        return asked, None
    floor = left[0]
    if asked is not None and asked.currency != floor.currency:
        raise NoValue(f"{told(asked, 'en')} cannot be compared with {told(floor, 'en')}, which is owed", "amount", {})
    return floor if asked is None else max(asked, floor), floor


def basis_of(case: Case, owed: Sequence[str], *, in_kind: bool) -> str:
    """Name what a remedy rests on by law, contract or guarantee: clauses, pack and version.

    Care rests on the clauses of what is owed in kind, money on those of money, and on that of its late payment.
    """
    told = []
    for path in owed:
        found = case.entitled[path]
        clauses = dict.fromkeys(_clauses(case, path, found, in_kind=in_kind))
        if clauses:
            told.append(f"{'; '.join(clauses)} ({found.pack}, version {found.rules})")
    return ", ".join(told)


def _clauses(case: Case, path: str, found: Entitled, *, in_kind: bool) -> Iterator[str]:
    for gift in found.gifts:
        if gift.in_kind if in_kind else gift.amount is not None:
            yield gift.clause
        if not in_kind and is_late(case, path, gift):
            yield gift.late_clause


def made(case: Case, layout: Layout, step: p.Remedy | p.Cover, path: str) -> tuple[str, ...]:
    """Return the paths of the decisions that a remedy settles, as far as they were made."""
    paths = decisions(layout, step, keys_of(path)[: depth(layout, step.id)])
    return tuple(name for name in paths if is_decided(case, name))


def care(case: Case, layout: Layout, step: p.Remedy | p.Cover, path: str) -> tuple[str, ...]:
    """Return the paths of the decisions by which something in kind is owed: meals, a bed, a call."""
    return tuple(name for name in made(case, layout, step, path) if _calls_for(case, name, step))


def gives_in_kind(case: Case, path: str) -> bool:
    """Say whether something in kind is owed by a decision."""
    return is_decided(case, path) and any(gift.in_kind for gift in case.entitled[path].gifts)


def things_owed(case: Case, owed: Iterable[str]) -> dict[str, Words]:
    """Return what decisions say is owed in kind, by the names that the pack gives it: a meal, a bed."""
    gifts = (gift for path in owed for gift in case.entitled[path].gifts)
    return {name: words for gift in gifts for name, words in gift.in_kind.items()}


def called_for(case: Case, owed: Iterable[str], step: p.Remedy, written: Mapping[str, Value]) -> dict[str, Value]:
    """Return what of a remedy in kind is given: what the decisions name, and what says something of the whole.

    A plan from before its names were checked says in words of its own what is given: all of it is.
    """
    things = things_owed(case, owed)
    return {name: value for name, value in written.items() if not step.named_care or name in {*things, *PARTS}}


def things_uncovered(case: Case, path: str) -> dict[str, Words]:
    """Return what a decision says is owed in kind and no cover stands for: what is paid against receipts is not."""
    paid = covered(case, path)
    return {name: words for name, words in things_owed(case, [path]).items() if name not in paid}


def _calls_for(case: Case, path: str, step: p.Remedy | p.Cover) -> bool:
    """Say whether something that a remedy in kind gives, or a cover stands for, is owed by a decision."""
    return gives_in_kind(case, path) and _gives_of(step, things_owed(case, [path]))


def _gives_of(step: p.Remedy | p.Cover, things: Mapping[str, Words]) -> bool:
    """Say whether a remedy in kind gives, or a cover stands for, one of these things at least."""
    return bool({*things} & {*step.in_kind} if isinstance(step, p.Remedy) and step.named_care else things)


def owes_care(entry: Entry) -> bool:
    """Say whether a remedy is given in kind because it is owed."""
    return not isinstance(entry.amount, Money) and bool(entry.entitled)


def care_left(case: Case, layout: Layout, path: str) -> str:
    """Return the path of a step, here or inside, by which something in kind is owed still; "" where there is none.

    It is owed until it was given, or the customer said that they do not want it.
    """
    here, keys = step_of(path), keys_of(path)
    for name, step in layout.steps.items():
        if not isinstance(step, p.Remedy) or not step.in_kind or not step.entitled:
            continue
        if name == here or (layout.inside(name, here) and not passed_by(case, layout, name, keys)):
            owed = [each for each in case.entitled if step_of(each) in step.entitled and _calls_for(case, each, step)]
            given = {each for entry in case.ledger.values() if step_of(entry.step) == name and entry.status in _SETTLED
                     for each in entry.entitled}  # fmt: skip
            for each in owed:
                settled = each in given or not _gives_of(step, things_uncovered(case, each))
                if keys_of(each)[: len(keys)] == keys[: len(keys_of(each))] and not settled:
                    return _in_its_round(case, name, each)
    return ""


def _in_its_round(case: Case, step: str, decision: str) -> str:
    """Return a remedy as it is called where it settles a decision: as it was proposed, else in the decision's round."""
    known = [entry.step for entry in case.ledger.values() if step_of(entry.step) == step and decision in entry.entitled]
    return known[-1] if known else step_path(step, tuple(keys_of(decision)), escaped=True)


def passed_by(case: Case, layout: Layout, step: str, keys: Sequence[str]) -> bool:
    """Say whether a step lies in a way that a choice did not take."""
    for outer, part, _ in layout.around[step]:
        if isinstance(layout.steps.get(outer), p.Choose) and depth(layout, outer) <= len(keys):
            taken = case.branches.get(step_path(outer, tuple(keys[: depth(layout, outer)]), escaped=True))
            if taken is not None and part not in {taken, f"way {taken}"}:
                return True
    return False


def care_ahead(case: Case, layout: Layout, path: str) -> tuple[str, ...]:
    """Return the decisions by which a step still owes something in kind; () where it does not."""
    step = layout.steps.get(step_of(path))
    if not isinstance(step, p.Remedy) or not step.in_kind or step_of(care_left(case, layout, path)) != step.id:
        return ()
    return care(case, layout, step, path)


def is_owed(entry: Entry) -> bool:
    """Say whether all of a remedy is owed: no budget and no sign stands in its way, and nobody denies it."""
    amount, floor = entry.amount, entry.floor
    if not isinstance(amount, Money):
        return owes_care(entry)
    return isinstance(floor, Money) and floor.minor >= amount.minor


def leaves_nothing_beyond(case: Case, layout: Layout, entry: Entry) -> bool:
    """Say whether all of a remedy is owed as things stand, without it: then there is nothing of it to deny."""
    if not isinstance(entry.amount, Money):
        return is_owed(entry) and not is_paid_back(case, entry)
    left, cash = left_without(case, layout, entry), cash_of(entry.amount, entry.premium)
    return any(each.currency == cash.currency and each >= cash for each in left)


def is_paid_back(case: Case, entry: Entry) -> bool:
    """Say whether all that a remedy gives in kind was paid back against receipts: it is not owed beside them."""
    known = things_owed(case, entry.entitled)
    gives = {name for name in entry.in_kind if name in known} or {*known}
    return bool(gives) and gives <= {each.receipt.of for each in paid_for(case, entry)}


def left_without(case: Case, layout: Layout, entry: Entry) -> tuple[Money, ...]:
    """Return what is owed, by currency, that an entry which is not given was to settle."""
    if is_by_hand(entry):
        return _left(case, layout, entry.entitled, keys_of(entry.entitled[0]), each=False) if entry.entitled else ()
    step = layout.steps[step_of(entry.step)]
    return floors(case, layout, step, entry.step) if isinstance(step, p.Remedy) else ()


def is_owed_beyond(layout: Layout, path: str) -> bool:
    """Say whether a path is that of what is owed beyond what a remedy gave."""
    step = layout.steps.get(step_of(path))
    return isinstance(step, p.Remedy) and len(keys_of(path)) > depth(layout, step.id)


def depth(layout: Layout, step: str) -> int:
    """Return how many loops are round a step."""
    return len(layout.enclosing(step, p.Each))


def _owed(case: Case, paths: Iterable[str], *, each: bool) -> list[Money]:
    """Return what decisions come to, set off against each other; `each`: for one of their unit alone."""
    found = [(path, case.entitled[path]) for path in paths if is_decided(case, path)]
    ordered = in_order([each_ for _, each_ in found])
    names = {id(each_): path for path, each_ in found}
    sums: dict[str, int] = {}
    for entitled, share in zip(ordered, shares_of(ordered), strict=True):
        late = tuple(late_amounts(case, names[id(entitled)], entitled))
        for amount in (*share.adds, *late):
            times = 1 if each else entitled.units
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor * times
    return [Money(currency, minor) for currency, minor in sums.items()]


def is_decided(case: Case, path: str) -> bool:
    """Say whether what is owed was found out at a step."""
    found: Entitled | None = case.entitled.get(path)
    return found is not None and found.decided


def _given(case: Case, layout: Layout, paths: Sequence[str], keys: Sequence[str]) -> dict[str, int]:
    """Return what was given, or is about to be, for these decisions in this round; what was denied was not."""
    sums: dict[str, int] = {}
    for entry in case.ledger.values():
        if set(entry.entitled) & set(paths) and _same_round(layout, entry, keys):
            amount = settles(entry)
            if amount is not None:
                sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return sums


def settles(entry: Entry) -> Money | None:
    """Return how much of what is owed an entry settles, in cash: what is given, got elsewhere, or not wanted.

    Of what was denied nothing but what had been set off; what was taken back is not given any more.
    """
    kept = entry.set_off if entry.status == "denied" else entry.in_full
    if kept is not None and entry.reversed is not None:
        kept -= entry.reversed
    return None if kept is None else cash_of(kept, entry.premium)


def _same_round(layout: Layout, entry: Entry, keys: Sequence[str]) -> bool:
    there = keys_of(entry.step)[: depth(layout, step_of(entry.step))]
    return tuple(there[: len(keys)]) == tuple(keys[: len(there)])
