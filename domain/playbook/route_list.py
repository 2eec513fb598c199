"""The routes outside the firm as they are written; read as strictly as a playbook.

routes: house
markets:
  gb:
    broadband: {called: …, address: …, within: 6 months, source: …, verified: false}
    any: {called: …, address: …, source: …, verified: false}
  us: none                                        # the house says that there is none
  id:                                             # what is no name of its own is there in every language
    any: {called: …, address: {en: …, id: …, vi: …}, source: …, verified: false}
bodies:                                           # what those are called to whom a case is handed over (refers)
  card-bank: {en: …, id: …, vi: …}
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from domain.playbook.findings import Finding, quoted
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import NAME, Reader, Shape
from domain.routes import Route, Routes
from domain.vocabulary import LANGUAGES

ROUTES: Final = Shape("routes outside the firm", ("routes", "markets"), ("bodies",))
ROUTE: Final = Shape("a route", ("called", "address", "source", "verified"), ("within",))
NONE: Final = "none"
MOST_SERVICES = 100


def compile_routes(text: str | bytes, file: str, markets: Collection[str]) -> tuple[Routes | None, list[Finding]]:
    """Compile routes; they are there exactly when there are no findings. `markets` are those of the house."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, ROUTES)
    name = read.name(fields.get("routes"))
    found: dict[str, dict[str, Route]] = {}
    none: list[str] = []
    for market, node in read.entries(fields.get("markets"), "routes by market", NAME).items():
        if market not in markets:
            remedy = f"The markets are: {', '.join(markets) or 'none'}."
            report.add("unknown-market", node.at, f"{quoted(market)} is no market of the house.", remedy)
        if isinstance(node, Scalar) and node.text == NONE:
            none.append(market)
            continue
        services = read.entries(node, "routes by service", NAME, most=MOST_SERVICES)
        found[market] = {service: _route(read, inner) for service, inner in services.items()}
    named = read.entries(fields.get("bodies"), "what others are called by role", NAME)
    bodies = {role: read.words(node, LANGUAGES) for role, node in named.items()}
    if report.findings or root is None:
        return None, report.findings
    return Routes(name=name, markets=found, none=tuple(none), bodies=bodies), []


def _words(read: Reader, node: Node | None) -> dict[str, str]:
    """Read a name of its own, which no language changes, or words in every language."""
    return read.words(node, LANGUAGES) if isinstance(node, Fields) else {"en": read.text(node)}


def _route(read: Reader, node: Node) -> Route:
    fields = read.fields(node, ROUTE)
    within = fields.get("within")
    return Route(
        called=_words(read, fields.get("called")), address=_words(read, fields.get("address")),
        within=read.period(within) if within is not None else None, source=read.text(fields.get("source")),
        verified=read.yes_no(fields.get("verified")),
    )  # fmt: skip
