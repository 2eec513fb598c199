"""`makegood case ledger`: what the customer is to get and got, as a statement that a finance clerk can check."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from domain.case.state import Case, Recovery
from domain.clock.instant import instant_text
from domain.errors import UsageError
from domain.money import Money
from domain.remedies import NO_REMEDIES, Remedies
from domain.values import to_json
from domain.views.ledger import Account, Line, statement, told_in_kind
from domain.views.recovered import what_changes
from domain.views.wording import money
from makegood.cli.options import Common, as_of
from makegood.cli.output import Output, faint, strong
from makegood.cli.recorded import as_it_was_known, exit_code
from workers.opening import Reading, Story, reading

COLUMNS = (
    "case", "payee", "currency", "entry", "remedy", "at", "what", "amount", "by", "role", "way", "reference", "why",
    "basis", "to_pay", "given",
)  # fmt: skip
HEADINGS = ("when", "entry", "what", "amount", "by", "way or reason", "to pay", "given")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula."""


def ledger(
    case: str,
    *,
    at: str | None = None,
    csv: Annotated[bool, Parameter(negative="")] = False,  # the option is called csv, too
    common: Common = Common(),
) -> int:
    """What the customer is to get and got: for each payee every entry, its basis, who approved it, how it was paid.

    Args:
        case: the case, or the beginning of its id.
        at: as it was known at this time, also as it is shown; without a part of a second, the end of that second.
        csv: one line an entry and fact, for a spreadsheet.
    """
    if csv and common.json:
        raise UsageError("--csv and --json exclude each other.", remedy="Choose one of them.")
    when = as_of(at)

    async def find(r: Reading) -> Story:
        return await r.story(await r.find(case), when)

    story, out = reading(common.settings(), find), common.output
    accounts = statement(story.case.id, story.events)
    if common.json:
        out.document(_data(story.case, accounts))
    elif csv:
        print(_sheet(story.case, accounts), end="")  # noqa: T201 — this is the output
    else:
        if when is not None:
            as_it_was_known(story, out)
        _tell(story.case, accounts, kinds_of(story), out)
    return exit_code(story.broken)


# --- For people ------------------------------------------------------------------------------------------------------
def kinds_of(story: Story) -> Remedies:
    """Return the kinds of remedies of the house of a case."""
    return story.book.around.remedies if story.book is not None else NO_REMEDIES


def _tell(case: Case, accounts: Sequence[Account], kinds: Remedies, out: Output) -> None:
    out.line(f"{strong(case.id)}  {case.playbook}, {case.phase}")
    if not accounts:
        out.line("No remedy was proposed.")
    for account in accounts:
        out.line()
        out.line(f"{account.payee or 'somebody'}{_of_the_case(case, account)}, {account.currency or 'in kind'}")
        out.table(HEADINGS, [_row(account, line, out) for line in account.lines])
        for name, basis in account.basis.items():
            out.line(f"  basis    {name}: {basis}")
        for name, parts in told_in_kind(account):
            out.line(f"  in kind  {name}: {parts}")
        if account.currency:
            out.line(f"  balance  {_balance(account)}")
    for name, recovery in case.recoveries.items():
        out.line()
        out.line(_recovered(name, recovery))
        for line in what_changes(case, kinds, name) if recovery.left.minor else ():
            out.line(f"  {line}")


def _of_the_case(case: Case, account: Account) -> str:
    return " (the customer)" if account.payee == case.customer.id else ""


def _row(account: Account, line: Line, out: Output) -> tuple[str, ...]:
    by = f"{line.by} ({line.role})" if line.role else line.by
    ways = " ".join(part for part in (line.way, line.reference) if part)
    ways = ": ".join(part for part in (ways, line.why) if part)
    sums = [_money(account.currency, minor) for minor in (line.to_pay, line.given)]
    amount = money(line.amount, "en") if line.amount is not None else "–"
    return (out.instant(line.at), line.entry, line.what, amount, by or "–", ways or "–", *sums)


def _money(currency: str, minor: int) -> str:
    return money(Money(currency, minor), "en") if currency else "–"


def _balance(account: Account) -> str:
    """Say what an account comes to: what it holds of, and that it adds up."""
    parts = asdict(account.balance)
    named = {"set_off": "set off", "to_pay": "to pay", "open": "not decided", "reversed": "taken back"}
    told = [
        f"{named.get(name, name)} {_money(account.currency, minor)}"
        for name, minor in parts.items()
        if minor or name in {"proposed", "paid", "to_pay"}
    ]
    return ", ".join(told)


def _recovered(name: str, recovery: Recovery) -> str:
    used = money(recovery.used, "en") if recovery.used is not None else "nothing"
    left = money(recovery.left, "en")
    told = f"{name}: {money(recovery.amount, 'en')} from the {recovery.source} of {recovery.payee.id}"
    agreed = f", agreed by {recovery.second}" if recovery.second else ""
    told += f", said by {recovery.by}{agreed}: {recovery.evidence}" if recovery.by else ""
    return f"{told}; {used} of it was set off" + faint(f"  ({left} is left)" if recovery.left.minor else "")


# --- For programs ----------------------------------------------------------------------------------------------------
def _data(case: Case, accounts: Sequence[Account]) -> object:
    return {
        "case": case.id,
        "accounts": [
            {
                "payee": account.payee, "currency": account.currency, "balance": asdict(account.balance),
                "basis": account.basis,
                "in_kind": {name: {p: to_json(v) for p, v in parts.items()} for name, parts in account.in_kind.items()},
                "lines": [
                    {**asdict(line), "at": instant_text(line.at), "amount": to_json(line.amount)}
                    for line in account.lines
                ],
            }
            for account in accounts
        ],
        "recovered": {
            name: {
                "source": each.source, "payee": each.payee.id, "amount": to_json(each.amount),
                "left": to_json(each.left), "by": each.by, "second": each.second, "evidence": each.evidence,
            }
            for name, each in case.recoveries.items()
        },
    }  # fmt: skip


def _sheet(case: Case, accounts: Sequence[Account]) -> str:
    """Write the lines for a spreadsheet: plain amounts, instants in UTC, no text that it would take for a formula."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for account in accounts:
        for line in account.lines:
            sums = [_plain(account.currency, minor) for minor in (line.to_pay, line.given)]
            amount = _plain(line.amount.currency, line.amount.minor) if line.amount is not None else ""
            texts = (
                case.id, account.payee, account.currency, line.entry, line.kind, instant_text(line.at), line.what,
                amount, line.by, line.role, line.way, line.reference, line.why, account.basis[line.entry],
            )  # fmt: skip
            sheet.writerow([*map(_harmless, texts), *sums])
    return written.getvalue()


def _plain(currency: str, minor: int) -> str:
    return str(Money(currency, minor)).partition(" ")[0] if currency else ""


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
