"""`makegood remedy`: grant or deny what a customer is to get."""

from __future__ import annotations

from makegood.cli.acting import command
from makegood.cli.options import Common


def approve(case: str, entry: str, *, common: Common = Common()) -> None:
    """Grant a proposed remedy.

    Args:
        case: the case, or the beginning of its id.
        entry: the remedy, as makegood case show names it.
    """
    command(common, case, "approve-remedy", entry=entry)


def deny(case: str, entry: str, *, why: str, common: Common = Common()) -> None:
    """Say no to a proposed remedy.

    Args:
        case: the case, or the beginning of its id.
        entry: the remedy, as makegood case show names it.
        why: the reason; the customer is told.
    """
    command(common, case, "deny-remedy", entry=entry, why=why)
