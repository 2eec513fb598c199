"""The roles of a house: those that its documents name, and those that somebody has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.authority import AuthorityTable
from domain.errors import NotFoundError
from domain.expression.errors import guess
from domain.house.directory import Directory
from domain.playbook import plan as p
from domain.playbook.layout import Layout
from domain.remedies import Remedies
from domain.risk import TierPolicy
from domain.vocabulary import CUSTOMER

NOBODYS = frozenset({CUSTOMER, "engine"})
"""Roles that nobody of the house is given."""
GIVEN = frozenset({"manager", "auditor", "service", "operator"})
"""Roles that every house has, named or not."""


def named_by(
    plans: Iterable[p.Plan],
    policies: Iterable[TierPolicy],
    tables: Iterable[AuthorityTable] = (),
    remedies: Iterable[Remedies] = (),
) -> frozenset[str]:
    """Return the roles that playbooks, tier policies and signs ask for something, and tables of authority let."""
    asked = {role for plan in plans for role in _of_plan(plan)}
    asked |= {rung.to for policy in policies for clocks in policy.tiers.values() for rung in clocks.ladder}
    asked |= {line.role for table in tables for line in table.lines.values()}
    asked |= {sign.role for each in remedies for sign in each.signs.values()}
    asked |= {clocks.four_eyes.second for policy in policies for clocks in policy.tiers.values()}
    return frozenset(asked) - NOBODYS - {""}


def _of_plan(plan: p.Plan) -> Iterator[str]:
    yield plan.owner
    yield from (rung.to for ladder in plan.escalation.values() for rung in ladder)
    yield from (each.call for each in plan.follow_up)
    for step in Layout(plan).steps.values():
        match step:
            case p.Ask():
                yield from (step.role, step.second, step.up)
            case p.Grant():
                yield from (rung.role for rung in step.authority.above)
                yield from () if step.hand is None else (step.hand.role, step.hand.up)
            case _:
                pass


def check_asked(role: str, named: frozenset[str], directory: Directory) -> None:
    """Check that somebody can be asked for something by a name: a role, a person of the house, or the customer.

    Raises:
        NotFoundError: nobody can, perhaps for a slip.
    """
    if role not in NOBODYS and not directory.person(role):
        check_role(role, named, directory)


def check_role(role: str, named: frozenset[str], directory: Directory) -> None:
    """Check that a role is one that something or somebody knows; a house without documents knows none yet.

    Raises:
        NotFoundError: it is not, perhaps for a slip.
    """
    had = frozenset(one for member in directory.members.values() for one in member.roles)
    known = sorted(named | had | GIVEN)
    if role in known or not named:
        return
    raise NotFoundError(
        f"no playbook, tier policy or person of the house knows the role “{role}”.",
        remedy=f"{guess(role, known)} There are: {', '.join(known)}.".strip(),
    )
