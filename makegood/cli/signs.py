"""`makegood case signs`: the signs of abuse that nobody has answered for yet, in all cases."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from domain.case.state import Noticed
from domain.case.surveying.signs import open_signs
from domain.views.signs import figures
from makegood.cli.options import Common
from workers.opening import Reading, reading


class _Open(NamedTuple):
    """A sign somebody is asked to look at: in which case, by which task, whom, until when, and who has it."""

    case: str
    task: str
    role: str
    due: datetime
    claimed_by: str
    sign: Noticed


def signs(*, role: str = "", common: Common = Common()) -> None:
    """Which signs of abuse wait for somebody to look at them, the most urgent first.

    Args:
        role: only what this role is asked.
    """
    found, out = reading(common.settings(), lambda r: _open(r, role)), common.output
    if out.as_json:
        out.document([
            {"case": each.case, "sign": each.sign.sign, "task": each.task, "role": each.role, "due": each.due,
             "claimed_by": each.claimed_by, "entry": each.sign.entry, "days": each.sign.days,
             "currency": each.sign.currency, "others": each.sign.others, "own": each.sign.own, "limit": each.sign.limit}
            for each in found
        ])  # fmt: skip
    elif not found:
        out.line("No sign waits for anybody." if not role else f"No sign waits for {role}.")
    else:
        cells = [
            (each.case[:12], each.task, each.role, out.instant(each.due), each.claimed_by or "–",
             figures(each.sign, "en")) for each in found
        ]  # fmt: skip
        out.table(("case", "task", "role", "due", "with", "what it came to"), cells)


async def _open(r: Reading, role: str) -> list[_Open]:
    """Return what is asked about signs, each with the sign as it was noticed last."""
    found = []
    for row in await r.journal.tasks(role=role):
        if row.purpose != "sign":
            continue
        case = (await r.story(row.case)).case
        about = str(case.tasks[row.task].details["sign"])
        found += [
            _Open(row.case, row.task, row.role, row.due, row.claimed_by, each)
            for each in open_signs(case) if each.sign == about
        ]  # fmt: skip
    return found
