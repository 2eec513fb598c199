"""The roles that the documents in force name."""

from __future__ import annotations

from activities.library import Library
from domain.authority import AuthorityTable
from domain.house.roles import named_by
from domain.playbook.plan import Plan
from domain.remedies import Remedies
from domain.risk import TierPolicy


async def named_roles(library: Library) -> frozenset[str]:
    """Return the roles that playbooks, tier policies, signs and tables of authority in force name."""
    await library.refresh()
    plans = (Plan.model_validate_json(one.content) for one in library.newest("playbook"))
    policies = (TierPolicy.model_validate_json(one.content) for one in library.newest("tier-policy"))
    tables = (AuthorityTable.model_validate_json(one.content) for one in library.newest("authority"))
    remedies = (Remedies.model_validate_json(one.content) for one in library.newest("remedies"))
    return named_by(plans, policies, tables, remedies)
