"""What service managers get wrong, and that each time they are told what to write instead.

Every mistake is one change to a playbook (or another document) of the house of the corpus. What is found is exactly
what is named here, and its message or its remedy holds the words that put it right.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from domain.playbook.findings import Finding
from tests.support.corpus import FROZEN, Checker

FLIGHT, PARCEL = "playbooks/late-flight.yaml", "playbooks/lost-parcel.yaml"
CALENDAR, STAFF, CONNECTORS = (
    "calendars/us-2025-2027.yaml",
    "playbooks/house/staff.yaml",
    "playbooks/house/connectors.yaml",
)
_PIVOT = "{do: tickets.reissue, with: {hold: '=result(\"seats.hold\").hold'}, pivot: true}"


class Mistake(NamedTuple):
    """What stood there, what somebody wrote, and what they must be told (`rule`: by which rule)."""

    right: str
    wrong: str
    rule: str
    told: str
    file: str = FLIGHT


MISTAKES = {
    "a tab instead of spaces": Mistake(
        "    when: failure.delay", "\twhen: failure.delay", "yaml-syntax", "Indent with spaces"
    ),
    "yes for true": Mistake("pivot: true", "pivot: yes", "wrong-type", "Write true."),
    "No for false": Mistake("pays: true", "pays: No", "wrong-type", "Write false.", CONNECTORS),
    "a forgotten dash": Mistake(
        "  - offer: way-forward", "    offer: way-forward", "yaml-syntax", "Write “- ” before a new entry"
    ),
    "a dash forgotten before fields of a step": Mistake(
        "  - when: not result", "  when: not result", "yaml-syntax", "Write “- ” before a new entry", PARCEL
    ),
    "a space forgotten behind a colon": Mistake(
        "owner: service-owner", "owner:service-owner", "yaml-syntax", "“owner: service-owner”"
    ),
    "a dollar sign": Mistake("500 USD", "$500", "bad-money", "500 USD"),
    "a euro sign": Mistake("500 USD", "500 €", "bad-money", "500 EUR"),
    "rupiah with dots": Mistake("500 USD", "Rp 7.500.000", "bad-money", "7500000 IDR"),
    "thousands with a comma": Mistake("5000 USD", "5,000 USD", "yaml-split-value", "Write plain digits: 5000 USD."),
    "24:00 for a day": Mistake("within: 6h", "within: 24:00", "bad-duration", "Write 24h"),
    "6:30 for a span of time": Mistake("within: 6h", "within: 6:30", "bad-duration", "Write 6h30m"),
    "minutes written out": Mistake("within: 6h", "within: 30 min", "bad-duration", "Write 30m."),
    "hours with a fraction": Mistake("within: 6h", "within: 1.5h", "bad-duration", "Write 1h30m."),
    "a span without a unit": Mistake("within: 6h", "within: 60", "bad-duration", "60m, 60h or 60 days"),
    "hours of which kind": Mistake(
        "within: 6h", "within: 6 hours", "bad-duration", "6h for elapsed time, or 6 working hours"
    ),
    "business days": Mistake(
        "within: 7 working days", "within: 7 business days", "bad-duration", "Write 7 working days."
    ),
    "working days in one word": Mistake(
        "within: 7 working days", "within: 7 workingdays", "bad-duration", "Write 7 working days."
    ),
    "days working": Mistake(
        "within: 7 working days", "within: 7 days working", "bad-duration", "Write 7 working days."
    ),
    "work hours": Mistake("within: 7 working days", "within: 40 work hours", "bad-duration", "Write 40 working hours."),
    "the language of the words": Mistake("language: 1", "language: en", "wrong-type", "Write language: 1."),
    "a week": Mistake("within: 7 working days", "within: 1 week", "bad-duration", "Write 7 days, or 168h."),
    "days in Indonesian": Mistake("within: 7 working days", "within: 7 hari", "bad-duration", "Write 7 days, or 168h."),
    "days where only elapsed time can stand": Mistake(
        "stuck: 30m", "stuck: 2 days", "bad-duration", "Write 48h.", "playbooks/house/tier-policy.yaml"
    ),
    "a missing language": Mistake(", vi: Hoàn tiền", "", "missing-language", "Add vi: …"),
    "a misspelt step": Mistake(
        'result("seats.hold")', 'result("seat.hold")', "expression", "Did you mean “seats.hold”?"
    ),
    "a misspelt keeper of a promise": Mistake(
        "kept_by: apology", "kept_by: appology", "unknown-step", "Did you mean “apology”?"
    ),
    "a misspelt field": Mistake(
        "reply_within: 24h", "reply_whithin: 24h", "unknown-field missing-field", "reply_within"
    ),
    "a percent sign in an expression": Mistake(
        "=share(v.fare, 125)", "=v.fare * 125%", "expression-syntax", "share(money, percent)"
    ),
    "a percent sign as an amount": Mistake("amount: =p.fare", "amount: 50%", "bad-money", "=share(failure.AMOUNT, 50)"),
    "a comma in a text between braces": Mistake(
        "en: Call the customer and find",
        "en: Call the customer, then find",
        "yaml-split-value",
        'Put it in quotes: "Call the customer, then find a way forward".',
    ),
    "a colon in a text between braces": Mistake(
        "{en: Late flight,", "{en: Late flight: sorry,", "yaml-syntax", "Put the whole text in quotes."
    ),
    "a quotation mark that is never closed": Mistake(
        "{en: The next flight,", '{en: "The next flight,', "yaml-syntax", 'Write " behind “The next flight”.'
    ),
    "if for when at a step": Mistake(
        "when: not result", "if: not result", "unknown-field", "Write when: instead.", PARCEL
    ),
    "if for when at a failure": Mistake(
        "    when: failure.delay", "    if: failure.delay", "unknown-field", "Write when: instead."
    ),
    "an else that is a step": Mistake(
        "  - offer: way-forward",
        "  - else: [{tell: where-we-are}]\n  - offer: way-forward",
        "unknown-kind",
        "{choose: [{when: …, steps: [...]}, {else: [...]}]}",
    ),
    "a choose without else": Mistake(
        "      - else: []        # declined: settled in the talk above\n",
        "",
        "choose-needs-else",
        "{else: []} does nothing",
    ),
    "a step behind a point of no return": Mistake(
        _PIVOT,
        f"{_PIVOT}\n              - {{do: seats.hold, id: again, with: {{flight: A1}}, undo: seats.release}}",
        "pivot-last",
        "Move it to the end of the try",
    ),
    "one equals sign": Mistake(
        'way-forward") == "refund"', 'way-forward") = "refund"', "expression-syntax", "Write == to compare."
    ),
    "typographic quotation marks": Mistake(
        '("way-forward") == "refund"', "(“way-forward”) == “refund”", "expression-syntax", "straight quotation marks"
    ),
    "a span without its function": Mistake('>= duration("3h")', ">= 3h", "expression-syntax", 'duration("3h")'),
    "a fact without =": Mistake(
        "=failure.next_flight", "failure.next_flight", "expression", "Write =failure.next_flight"
    ),
    "a market in capitals": Mistake("markets: [us,", "markets: [US,", "unknown-market", "Did you mean “us”?"),
    "a person for a role": Mistake("of: desk", "of: sari", "nobody", "There are: card-processor, customer"),
    "an email step": Mistake(
        "  - {tell: what-we-did,", "  - {email: what-we-did,", "unknown-kind close-needs", "{tell: MESSAGE}"
    ),
    "a forgotten deadline of an answer": Mistake(
        "    reply_within: 24h\n", "", "missing-field", "Write reply_within: 24h."
    ),
    "the same message twice": Mistake(
        "  - {tell: what-we-did,", "  - {tell: apology}\n  - {tell: what-we-did,", "duplicate-id", "“id: …”"
    ),
    "a day as it is written in Germany": Mistake(
        "2025-01-01", "01.01.2025", "bad-time", "Write it as 2026-01-31.", CALENDAR
    ),
    "somebody who reports to nobody known": Mistake(
        "reports_to: budi", "reports_to: Budi", "unknown-word", "Did you mean “budi”?", STAFF
    ),
}
"""By name what was done; the names are the list."""


@pytest.fixture(scope="module")
def checker() -> Checker:
    """Return a checker with the documents of the house of the corpus round what it checks."""
    return Checker()


@pytest.mark.parametrize("name", MISTAKES)
def test_told_what_to_write(checker: Checker, name: str) -> None:
    """A typical mistake is found where it was made, and the finding says what to write instead."""
    mistake = MISTAKES[name]
    right = (FROZEN / mistake.file).read_text(encoding="utf-8")
    assert not checker.check(right.encode())
    before, found, after = right.partition(mistake.right)
    assert found
    findings = checker.check(f"{before}{mistake.wrong}{after}".encode())
    assert sorted(f.rule for f in findings) == sorted(mistake.rule.split()), "\n".join(map(str, findings))
    assert any(mistake.told in _said(finding) for finding in findings), "\n".join(map(str, findings))
    assert all(finding.remedy for finding in findings)


def _said(finding: Finding) -> str:
    return f"{finding.message} {finding.remedy}"
