"""What fingers forget: a bracket, a comma, a colon, a quotation mark. Each is told where it is, and what to write.

`wrong` is what somebody typed instead of `right`, with ▸ where the one finding has to point.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.playbook.load import load
from tests.support.corpus import FROZEN, Checker

FLIGHT, PARCEL, HOTEL = (f"playbooks/{name}.yaml" for name in ("late-flight", "lost-parcel", "hotel-overbooking"))


class Slip(NamedTuple):
    """A file, what stood there, what was typed, and what is told."""

    file: str
    right: str
    wrong: str
    rule: str
    what: str
    remedy: str


SLIPS = {
    "list ] forgotten": Slip(
        PARCEL, "markets: [us, id, vn]",
        "markets: [us, id, vn▸",
        "yaml-syntax", "The “[” before “us, id” is not closed.",
        "Write ] here, at the end of the line.",
    ),
    "map } forgotten at end of step": Slip(
        PARCEL, "- {tell: what-we-did, gives: [explanation]}",
        "- {tell: what-we-did, gives: [explanation]▸",
        "yaml-syntax", "The “{” before “tell: what-we-did” is not closed.",
        "Write } here, at the end of the line.",
    ),
    "] forgotten before }": Slip(
        PARCEL, "- {tell: what-we-did, gives: [explanation]}",
        "- {tell: what-we-did, gives: [explanation▸}",
        "yaml-syntax", "The “[” before “explanation” is not closed.",
        "Write ] before this “}”.",
    ),
    "} forgotten last line": Slip(
        PARCEL, "close: {needs: [apology, explanation], root_cause: required}",
        "close: {needs: [apology, explanation], root_cause: required▸",
        "yaml-syntax", "The “{” before “needs” is not closed.",
        "Write } here, at the end of the line.",
    ),
    "} forgotten of words mid-line": Slip(
        PARCEL, "id: Uang kembali, vi: Hoàn tiền}",
        "id: Uang kembali, vi: Hoàn tiền▸",
        "yaml-syntax", "The “{” before “en: Your” is not closed.",
        "Write } here, at the end of the line.",
    ),
    "} forgotten inside authority": Slip(
        PARCEL, "auto_up_to: [200 USD], above:",
        "auto_up_to: [200 USD▸, above:",
        "yaml-syntax", "The “[” before “200 USD” is not closed.",
        "Write ] before “, above:”.",
    ),
    "{ closed with ]": Slip(
        PARCEL, "{within: 7 days}",
        "{within: 7 days▸]",
        "yaml-syntax", "This “]” closes a “{”.",
        "Write } instead.",
    ),
    "one } too many": Slip(
        PARCEL, "{within: 7 days}",
        "{within: 7 days}▸}",
        "yaml-syntax", "This “}” closes nothing.",
        "Take it out, or write { where it begins.",
    ),
    "one ] too many": Slip(
        PARCEL, "markets: [us, id, vn]",
        "markets: [us, id, vn]▸]",
        "yaml-syntax", "This “]” closes nothing.",
        "Take it out, or write [ where it begins.",
    ),
    "[ forgotten": Slip(
        PARCEL, "markets: [us, id, vn]",
        "markets: ▸us, id, vn]",
        "unknown-market", "“us, id, vn]” is no market of the house.",
        "Write them in brackets: [us, id, vn].",
    ),
    "{ forgotten": Slip(
        PARCEL, "- {tell: what-we-did, gives: [explanation]}",
        "- ▸tell: what-we-did, gives: [explanation]}",
        "yaml-syntax", "The “{” is missing that a “}” closes behind it.",
        "Write { before “tell”.",
    ),
    "comma forgotten in map": Slip(
        PARCEL, "{tell: what-we-did, gives:",
        "{tell: what-we-did ▸gives:",
        "yaml-syntax", "A comma is missing before “gives”.",
        "Write what-we-did, gives: …, or put the text in quotes.",
    ),
    "comma forgotten behind ]": Slip(
        PARCEL, "needs: [apology, explanation], root",
        "needs: [apology, explanation] ▸root",
        "yaml-syntax", "A comma is missing before “root_cause”.",
        "Write a comma between two entries.",
    ),
    "comma forgotten in list": Slip(
        PARCEL, "markets: [us, id, vn]",
        "markets: [▸us id, vn]",
        "unknown-market", "“us id” is no market of the house.",
        "Write a comma between them: us, id.",
    ),
    "comma forgotten between maps": Slip(
        PARCEL, "role: duty-manager}, {role:",
        "role: duty-manager} ▸{role:",
        "yaml-syntax", "A comma is missing before “{”.",
        "Write a comma between two entries.",
    ),
    "comma forgotten in amounts": Slip(
        HOTEL, "auto_up_to: [300 USD]",
        "auto_up_to: [▸300 USD 4500000 IDR]",
        "bad-money", "“300 USD 4500000 IDR” is not an amount of money.",
        "Write a comma between them: 300 USD, 4500000 IDR.",
    ),
    "comma forgotten in quotes": Slip(
        PARCEL, "title: {en: Lost parcel, id:",
        'title: {en: "Lost parcel" ▸id:',
        "yaml-syntax", "A comma is missing before “id”.",
        "Write a comma between two entries.",
    ),
    "colon forgotten in map": Slip(
        PARCEL, "{tell: what-we-did, gives: [",
        "{tell: what-we-did, gives ▸[",
        "yaml-syntax", "A colon is missing behind “gives”.",
        "Write gives: [….",
    ),
    "colon forgotten in map scalar": Slip(
        PARCEL, "{tell: what-we-did, gives",
        "{tell▸ what-we-did, gives",
        "yaml-syntax", "A colon is missing behind “tell”.",
        "Write “tell: what-we-did”.",
    ),
    "space forgotten in map": Slip(
        PARCEL, "{tell: what-we-did, gives: [explanation]}",
        "{tell▸:what-we-did, gives: [explanation]}",
        "yaml-syntax", "A blank is missing behind this colon.",
        "Write “tell: what-we-did”.",
    ),
    "colon forgotten block": Slip(
        PARCEL, "owner: service-owner",
        "owner▸ service-owner",
        "yaml-syntax", "A colon is missing behind “owner”.",
        "Write “owner: service-owner”.",
    ),
    "space forgotten block": Slip(
        PARCEL, "owner: service-owner",
        "owner▸:service-owner",
        "yaml-syntax", "A blank is missing behind this colon.",
        "Write “owner: service-owner”.",
    ),
    "colon forgotten before block": Slip(
        PARCEL, "steps:\n",
        "steps▸\n",
        "yaml-syntax", "A colon is missing behind “steps”.",
        "Write “steps:”.",
    ),
    "colon forgotten nested": Slip(
        PARCEL, "    of: tracing",
        "    of▸ tracing",
        "yaml-syntax", "A colon is missing behind “of”.",
        "Write “of: tracing”.",
    ),
    "space forgotten nested": Slip(
        PARCEL, "    due: 10h",
        "    due▸:10h",
        "yaml-syntax", "A blank is missing behind this colon.",
        "Write “due: 10h”.",
    ),
    "space forgotten behind dash": Slip(
        PARCEL, "  - {tell: apology",
        "  -▸{tell: apology",
        "yaml-syntax", "A blank is missing behind this dash.",
        "Write “- {tell: apology, gives: [apology]}”.",
    ),
    'quote " forgotten': Slip(
        PARCEL, "title: {en: Lost parcel,",
        'title: {en: ▸"Lost parcel,',
        "yaml-syntax", "The quotation mark that opens here is not closed in this line.",
        'Write " behind “Lost parcel”.',
    ),
    'quote " forgotten block': Slip(
        PARCEL, "owner: service-owner",
        'owner: ▸"service-owner',
        "yaml-syntax", "The quotation mark that opens here is not closed in this line.",
        'Write " behind “service-owner”.',
    ),
    "quote ' forgotten around formula": Slip(
        PARCEL, "'=result(\"parcels.reship\").parcel'",
        "▸'=result(\"parcels.reship\").parcel",
        "yaml-syntax", "The quotation mark that opens here is not closed in this line.",
        "Write ' behind “=result(\"parcels.reship\").parcel”.",
    ),
    "opening quote forgotten": Slip(
        PARCEL, "'=result(\"parcels.reship\").parcel'",
        "=result(\"parcels.reship\").parcel▸'",
        "expression-syntax", "This ' closes a text that nothing opens.",
        "Write ' where the text begins, or take it out.",
    ),
    "quote in expression": Slip(
        PARCEL, 'chosen("reship-or-refund") == "reship"',
        'chosen(▸"reship-or-refund) == "reship"',
        "expression-syntax", "The text that begins here does not end where it should.",
        'Write " before “)”.',
    ),
    "last quote in expression": Slip(
        PARCEL, 'chosen("reship-or-refund") == "reship"',
        'chosen("reship-or-refund") == ▸"reship',
        "expression-syntax", 'The text that begins here does not end with ".',
        'Write " behind “reship”.',
    ),
    "first quote in expression": Slip(
        PARCEL, 'chosen("reship-or-refund") == "reship"',
        'chosen("reship-or-refund") == reship▸"',
        "expression-syntax", 'This " closes a text that nothing opens.',
        'Write " before “reship”.',
    ),
    "( closing in call": Slip(
        FLIGHT, 'duration("3h")',
        'duration("3h"▸',
        "expression-syntax", "“,” or “)” is missing here.",
        "Write ) behind the last value.",
    ),
    ") missing then and": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        '(failure.delay >= duration("3h") and failure.origin == "JFK"▸',
        "expression-syntax", "“)” is missing here.",
        "Write ) here.",
    ),
    ") missing inside": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure.delay >= duration("3h" ▸and failure.origin == "JFK"',
        "expression-syntax", "“)” is missing before “and”.",
        "Write ) before it.",
    ),
    "( opening": Slip(
        FLIGHT, 'duration("3h")',
        'duration ▸"3h")',
        "expression-syntax", "“(” is missing here.",
        'Write duration("3h").',
    ),
    ") too many": Slip(
        FLIGHT, 'duration("3h")',
        'duration("3h")▸)',
        "expression-syntax", "This “)” closes nothing.",
        "Take it out, or write ( where it begins.",
    ),
    "] missing in": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure.origin in ["JFK", "LAX"▸',
        "expression-syntax", "“,” or “]” is missing here.",
        "Write ] behind the last value.",
    ),
    "] missing in, then and": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure.origin in ["JFK", "LAX" ▸and failure.destination == "x"',
        "expression-syntax", "“]” is missing before “and”.",
        "Write ] before it.",
    ),
    "[ missing in": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure.origin in "JFK"▸, "LAX"]',
        "expression-syntax", "“,” cannot follow here.",
        'Write a list in brackets: in ["one", "other"].',
    ),
    "comma missing in list expr": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure.origin in ["JFK" ▸"LAX"]',
        "expression-syntax", '“,” or “]” is missing before “"LAX"”.',
        "Write a comma between two values.",
    ),
    "comma missing in call": Slip(
        FLIGHT, "=share(v.fare, 125)",
        "=share(v.fare ▸125)",
        "expression-syntax", "“,” or “)” is missing before “125”.",
        "Write a comma between two values.",
    ),
    "comma missing in call flow": Slip(
        PARCEL, "=failure.value\n                pay",
        "=share(failure.value ▸50)\n                pay",
        "expression-syntax", "“,” or “)” is missing before “50”.",
        "Write a comma between two values.",
    ),
    "operator missing": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure.delay ▸duration("3h")',
        "expression-syntax", "“duration” cannot follow here.",
        "Join conditions with and, or; compare values with ==, != or <.",
    ),
    "and missing": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure.delay >= duration("3h") ▸failure.origin == "x"',
        "expression-syntax", "“failure” cannot follow here.",
        "Join conditions with and, or; compare values with ==, != or <.",
    ),
    "dot missing": Slip(
        FLIGHT, 'failure.delay >= duration("3h")',
        'failure ▸delay >= duration("3h")',
        "expression-syntax", "“.” is missing here.",
        "Write failure.delay.",
    ),
    "text with colon": Slip(
        PARCEL, "words: {en: Search the depots for the parcel,",
        "words: {en: Search▸: the depots for the parcel,",
        "yaml-syntax", "This colon cannot stand inside a text.",
        "Put the whole text in quotes.",
    ),
    "opening { of a value": Slip(
        PARCEL, "search: {within: 48h",
        "search: ▸within: 48h",
        "yaml-syntax", "The “{” is missing that a “}” closes behind it.",
        "Write { before “within”.",
    ),
    "opening { of words": Slip(
        PARCEL, "words: {en: end the search",
        "words: ▸en: end the search",
        "yaml-syntax", "The “{” is missing that a “}” closes behind it.",
        "Write { before “en”.",
    ),
    "opening { in a list": Slip(
        PARCEL, "inconvenience: [{when: failure.gift",
        "inconvenience: [▸when: failure.gift",
        "yaml-syntax", "The “{” is missing that a “}” closes behind it.",
        "Write { before “when”.",
    ),
    "opening [ of a list of maps": Slip(
        PARCEL, "inconvenience: [{when: failure.gift",
        "inconvenience: ▸{when: failure.gift",
        "yaml-syntax", "The “[” is missing that a “]” closes behind it.",
        "Write [ before “{when:”.",
    ),
    "opening [ between braces": Slip(
        PARCEL, "{tell: what-we-did, gives: [explanation]}",
        "{tell: what-we-did, gives: ▸explanation]}",
        "yaml-syntax", "The “[” is missing that a “]” closes behind it.",
        "Write [ before “explanation”.",
    ),
    "space forgotten before {": Slip(
        PARCEL, "with: {parcel: =failure.parcel}}\n  - when",
        "with▸:{parcel: =failure.parcel}}\n  - when",
        "yaml-syntax", "A blank is missing behind this colon.",
        "Write with: {….",
    ),
    "colon forgotten in the first line": Slip(
        PARCEL, "playbook: lost-parcel",
        "playbook▸ lost-parcel",
        "yaml-syntax", "A colon is missing behind “playbook”.",
        "Write “playbook: lost-parcel”.",
    ),
    "space forgotten before another key": Slip(
        PARCEL, "language: 1",
        "language▸:1",
        "yaml-syntax", "A blank is missing behind this colon.",
        "Write “language: 1”.",
    ),
    "colon forgotten in a fact": Slip(
        PARCEL, "  value: money",
        "  value▸ money",
        "yaml-syntax", "A colon is missing behind “value”.",
        "Write “value: money”.",
    ),
    "colon forgotten before braces": Slip(
        PARCEL, "title: {en",
        "title▸ {en",
        "yaml-syntax", "A colon is missing behind “title”.",
        "Write “title: {en: Lost parcel, id: Paket hilang, vi: Bưu kiện thất lạc}”.",
    ),
    "colon at value": Slip(
        PARCEL, "playbook: lost-parcel",
        "playbook: lost▸: parcel",
        "yaml-syntax", "This colon makes a key where none can stand.",
        "Put a text that holds “: ” in quotes; begin every key on a line of its own.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> Checker:
    """Return the checker with the house of the corpus."""
    return Checker()


@pytest.mark.parametrize("name", SLIPS)
def test_what_is_missing_is_told_where_it_is(checker: Checker, name: str) -> None:
    """One finding, at the place of the mark, says what is missing and what to write there."""
    slip = SLIPS[name]
    text = (FROZEN / slip.file).read_text()
    assert slip.right in text
    before, _, after = text.partition(slip.right)
    typed, _, rest = slip.wrong.partition("▸")
    head = before + typed
    (found,) = checker.check((head + rest + after).encode())
    assert (found.line, found.column) == (head.count("\n") + 1, len(head) - head.rfind("\n"))
    assert (found.rule, found.message, found.remedy) == (slip.rule, slip.what, slip.remedy)


WHOLE = (FROZEN / PARCEL).read_text()


@given(st.integers(0, len(WHOLE) - 1))
def test_whatever_is_forgotten_is_told_in_the_file(at: int) -> None:
    """Any one character may be missing: the file is read, or refused with places in it and words of our own."""
    text = WHOLE[:at] + WHOLE[at + 1 :]
    node, report = load(text, "f")
    lines = text.split("\n")
    assert node is not None or report.findings
    for found in report.findings:
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
        assert "not YAML" not in found.message
        if WHOLE[at] in "{}[]" and found.rule == "yaml-syntax":
            assert found.line <= WHOLE.count("\n", 0, at) + 2
