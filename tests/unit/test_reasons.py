"""Reasons: which commands of a case need one."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

from domain.case import commands as c


def test_whoever_is_to_say_why_has_to_say_something() -> None:
    """Every command with a reason needs words in it; only the customer owes none: withdraws, declines, disagrees.

    What is granted, and a receipt, take one only where the same was given before.
    """
    union = get_args(c.CaseCommand)[0]
    carrying = {kind for kind in get_args(union) if any(field.name == "why" for field in fields(kind))}
    theirs, sometimes = {c.WithdrawCase, c.RejectResolution, c.DeclineRemedy}, {c.SubmitReceipt, c.ApproveRemedy}
    assert carrying - set(c.WITH_REASON) == theirs | sometimes
    assert set(c.WITH_REASON) <= carrying
