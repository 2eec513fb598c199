"""Contact rules as a file: how a house deals with its customers' time. Read as strictly as playbooks.

contact-rules: house
clock_stops:
  promises: [resolve]                       # only these, and never one with a source in law
  while: [customer_is_asked, information_is_requested]
quiet_hours: {id: 21:00-08:00}              # by market, in the zone of its calendar
awake: [late-flight]                        # playbooks whose customers are up anyway
postal: {id: 3 working days}                # so much longer a customer has to answer a letter
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from domain.clock.calendar import Calendar
from domain.clock.hours import MIDNIGHT
from domain.clock.quiet import QuietHours
from domain.contact_rules import CAUSES, ContactRules
from domain.markets import Market
from domain.playbook.findings import Finding, quoted
from domain.playbook.load import load
from domain.playbook.nodes import Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader, Shape

RULES: Final = Shape("contact rules", ("contact-rules",), ("clock_stops", "quiet_hours", "awake", "postal"))
STOPS: Final = Shape("when clocks stop", ("promises",), ("while",))
NIGHT: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ?[-–] ?([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def compile_contact_rules(
    text: str | bytes,
    file: str,
    markets: Mapping[str, Market],
    calendar_of: Callable[[str], Calendar | None],
    playbooks: Collection[str],
) -> tuple[ContactRules | None, list[Finding]]:
    """Compile contact rules; they are there exactly when there are no findings.

    Args:
        text: what the file holds.
        file: its name, for the findings.
        markets: the markets of the house.
        calendar_of: returns a calendar of the house by its name.
        playbooks: the names of all playbooks.
    """
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, RULES)
    name = read.name(fields.get("contact-rules"))
    promises, causes = _stops(read, fields.get("clock_stops"))
    nights = _by_market(read, fields.get("quiet_hours"), "quiet hours by market", markets)
    quiet = {market: _night(read, market, node, markets, calendar_of) for market, node in nights.items()}
    post = _by_market(read, fields.get("postal"), "postal times by market", markets)
    postal = {market: read.span(node) for market, node in post.items()}
    awake = _awake(read, fields.get("awake"), playbooks)
    if report.findings or root is None:
        return None, report.findings
    return ContactRules(
        name=name, promises=promises, stops_while=tuple(CAUSES[CAUSES.index(cause)] for cause in causes),
        quiet_hours={market: night for market, night in quiet.items() if night}, awake=awake, postal=postal,
    ), []  # fmt: skip


def _stops(read: Reader, node: Node | None) -> tuple[tuple[str, ...], list[str]]:
    if node is None:
        return (), []
    fields = read.fields(node, STOPS)
    written = fields.get("promises")
    names = tuple(read.name(item, FIELD) for item in read.different(written, "promises")) if written else ()
    causes = fields.get("while")
    words = read.different(causes, "what stops a clock") if causes is not None else ()
    return names, [read.word(item, CAUSES, CAUSES[0]) for item in words]


def _by_market(read: Reader, node: Node | None, what: str, markets: Mapping[str, Market]) -> dict[str, Node]:
    found = read.entries(node, what, NAME) if node is not None else {}
    for market, inner in found.items():
        if market not in markets:
            remedy = f"The markets are: {', '.join(markets) or 'none'}."
            read.report.add("unknown-market", inner.at, f"{quoted(market)} is no market of the house.", remedy)
    return dict(found)


def _night(
    read: Reader, market: str, node: Node, markets: Mapping[str, Market], calendar_of: Callable[[str], Calendar | None]
) -> QuietHours | None:
    """Read the quiet hours of a market; its calendar says what its clocks show."""
    found = NIGHT.fullmatch(node.text) if isinstance(node, Scalar) else None
    begins, ends = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3)) if found else (0, MIDNIGHT)
    if found is None or begins == ends:
        remedy = "Write it as 21:00-08:00; midnight is 00:00."
        read.report.add("bad-hours", node.at, "These are no quiet hours: from one time of day to another.", remedy)
        return None
    if market not in markets:
        return None
    calendar = calendar_of(markets[market].calendar) if markets[market].calendar else None
    if calendar is None:
        what = f"The market {quoted(market)} has no calendar, and nobody knows what its clocks show."
        read.report.add("no-calendar", node.at, what, "Give the market a calendar.")
        return None
    return QuietHours(begins=begins, ends=ends, zone=calendar.zone, offsets=calendar.offsets)


def _awake(read: Reader, node: Node | None, playbooks: Collection[str]) -> tuple[str, ...]:
    if node is None:
        return ()
    items = read.different(node, "playbooks")
    for item in items:
        if isinstance(item, Scalar) and item.text not in playbooks:
            read.unknown("unknown-word", item, "is no playbook of the house", sorted(playbooks))
    return tuple(read.name(item) for item in items)
