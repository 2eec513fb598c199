"""The table of authority as it is written; read as strictly as a playbook.

authority: house
may_approve:
  small-refunds: {role: desk, skill: {refunds: 2}, remedies: [refund, credit], tiers: [routine], up_to: [50 USD]}
  the-head: {role: head-of-operations, up_to: unlimited}    # every remedy, in every tier, also what has no amount
"""

from __future__ import annotations

from typing import Final

from domain.authority import AuthorityTable, Line
from domain.money import Money
from domain.playbook.findings import Finding
from domain.playbook.load import load
from domain.playbook.nodes import Items, Node, Scalar
from domain.playbook.reader import NAME, Reader, Shape
from domain.risk import TIERS

AUTHORITY: Final = Shape("a table of authority", ("authority", "may_approve"))
LINE: Final = Shape("a line of authority", ("role",), ("skill", "remedies", "tiers", "up_to", "in_kind"))
UNLIMITED: Final = "unlimited"
MOST_LINES: Final = 200
MOST_LEVEL: Final = 5


def compile_authority(
    text: str | bytes, file: str, roles: frozenset[str] | None = None
) -> tuple[AuthorityTable | None, list[Finding]]:
    """Compile a table of authority; it is there exactly when there are no findings. `roles` are those of the staff."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, AUTHORITY)
    written = read.entries(fields.get("may_approve"), "lines by name", NAME, most=MOST_LINES)
    lines = {name: _line(read, node, roles) for name, node in written.items()}
    name = read.name(fields.get("authority"))
    findings = report.findings
    return (None if findings or root is None else AuthorityTable(name=name, lines=lines)), findings


def _line(read: Reader, node: Node, roles: frozenset[str] | None) -> Line:
    fields = read.fields(node, LINE)
    role = fields.get("role")
    name = read.name(role)
    if name and roles is not None and name not in roles and isinstance(role, Scalar):
        read.unknown("nobody", role, "is a role that nobody of the house has", roles)
    skills = read.entries(fields.get("skill"), "skills with their level", NAME)
    tiers = read.different(fields.get("tiers"), "tiers") if fields.get("tiers") is not None else ()
    remedies = read.names(fields.get("remedies"), "kinds of remedies") if fields.get("remedies") is not None else ()
    in_kind, up_to = read.yes_no(fields.get("in_kind")), fields.get("up_to")
    unlimited = isinstance(up_to, Scalar) and up_to.text == UNLIMITED
    if up_to is None and not in_kind and "up_to" not in fields.entries:
        remedy = "Write up_to: [500 USD], up_to: unlimited, or in_kind: true."
        read.report.add("missing-field", node.at, "This line covers nothing: it has no “up_to”.", remedy)
    return Line(
        role=name, skills={skill: read.integer(level, 1, MOST_LEVEL, 1) for skill, level in skills.items()},
        remedies=remedies, tiers=tuple(read.word(tier, TIERS, TIERS[0]) for tier in tiers),
        up_to=() if unlimited else _limits(read, up_to), unlimited=unlimited, in_kind=in_kind,
    )  # fmt: skip


def _limits(read: Reader, node: Node | None) -> tuple[Money, ...]:
    """Read limits, one a currency."""
    if node is None:
        return ()
    if not isinstance(node, Items):
        read.refuse(node, f"A list of amounts, or “{UNLIMITED}”", "Write up_to: [500 USD, 400 EUR].")
        return ()
    found: dict[str, Money] = {}
    for item in read.items(node, "amounts", most=40):
        limit = read.money(item)
        if limit is not None and limit.minor <= 0:
            read.report.add("out-of-range", item.at, "A limit is more than nothing.", "Leave it out.")
        if limit is not None and limit.currency in found:
            read.report.add(
                "bad-name", item.at, f"There is a limit in {limit.currency} already.", "Keep one a currency."
            )
        if limit is not None:
            found[limit.currency] = limit
    return tuple(found.values())
