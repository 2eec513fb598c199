"""Examples kept beside a pack: given these facts on this day, this is owed; told is where an answer differs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from pydantic import Field

from domain.clock.calendar import Calendar
from domain.entitlement.answer import Answer, Status
from domain.entitlement.evaluate import answer, late_rule, pack_version
from domain.entitlement.facts import facts_from
from domain.entitlement.model import Pack
from domain.errors import MakegoodError
from domain.expression.errors import guess_or_list
from domain.model import Model
from domain.money import Money
from domain.playbook.findings import Finding, quoted
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reader import NAME, Reader, Shape
from domain.values import AnyMoney, Values

KIND: Final = "pack-examples"
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
EXAMPLES: Final = Shape("the examples of a pack", (KIND, "examples"))
EXAMPLE: Final = Shape("an example", ("example", "on", "facts", "expect"), ("version", "known_on", "calendar"))
EXPECT: Final = Shape(
    "what is expected", ("status",), ("per_unit", "total", "missing", "rules", "in_kind", "excluded", "by")
)


class Expected(Model):
    """What an answer has to be; None where an example says nothing of it."""

    status: Status
    per_unit: tuple[AnyMoney, ...] | None = None
    total: tuple[AnyMoney, ...] | None = None
    missing: tuple[str, ...] | None = None
    rules: tuple[str, ...] | None = None
    in_kind: tuple[str, ...] | None = None
    excluded: tuple[str, ...] | None = None
    by: date | None = None


class PackExample(Model):
    """One example: what is asked, and what is expected."""

    name: str
    line: int
    on: date
    version: str = ""
    known_on: date | None = None
    calendar: str = ""
    facts: Values = Field(default_factory=dict)
    expect: Expected


@dataclass(frozen=True, slots=True)
class Differs:
    """Where an answer came otherwise than expected."""

    what: str
    expected: str
    came: str


def compile_pack_examples(text: str | bytes, file: str, pack: Pack) -> tuple[list[PackExample] | None, list[Finding]]:
    """Compile examples of a pack; they are there exactly when there are no findings."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, EXAMPLES)
    named = fields.get(KIND)
    if isinstance(named, Scalar) and named.text != pack.pack:
        what = f"These are examples of {quoted(named.text)}, not of {quoted(pack.pack)}."
        report.add("bad-name", named.at, what, "Name the pack that they are for.")
    found = [_example(read, item, pack) for item in read.items(fields.get("examples"), "examples")]
    if report.findings or root is None:
        return None, report.findings
    return found, []


def _example(read: Reader, node: Node, pack: Pack) -> PackExample:
    fields = read.fields(node, EXAMPLE)
    version = fields.get("version")
    if version is not None and isinstance(version, Scalar) and pack.version(version.text) is None:
        read.unknown("unknown-word", version, f"is no version of {pack.pack}", [each.name for each in pack.versions])
    return PackExample(
        name=read.text(fields.get("example")), line=node.at.line, on=_day(read, fields.get("on")),
        version=version.text if isinstance(version, Scalar) else "",
        known_on=read.day(known) if (known := fields.get("known_on")) is not None else None,
        calendar=read.name(fields.get("calendar")), facts=facts_from(read, fields.get("facts"), pack),
        expect=_expected(read, fields.get("expect"), pack),
    )  # fmt: skip


def _day(read: Reader, node: Node | None) -> date:
    return (read.day(node) if node is not None else None) or date.min


def _expected(read: Reader, node: Node | None, pack: Pack) -> Expected:
    fields = read.fields(node, EXPECT)
    missing = _names(read, fields.get("missing"))
    for name in missing or ():
        if name not in pack.facts:
            what = f"{pack.pack} asks for no {quoted(name)}."
            read.report.add("unknown-fact", fields.key("missing"), what, guess_or_list(name, pack.facts))
    rules = [rule for version in pack.versions for rule in version.rules]
    names = {rule.id for rule in rules}
    late = {late_rule(rule.id) for rule in rules if rule.late is not None}
    _known(read, fields, "rules", names | late, f"is no rule of {pack.pack}")
    _known(read, fields, "excluded", names, f"is no rule of {pack.pack}")
    given = {name for rule in rules for name in rule.in_kind}
    _known(read, fields, "in_kind", given, f"is nothing that {pack.pack} gives in kind")
    return Expected(
        status=read.word(fields.get("status"), STATUSES, "due"), per_unit=_amounts(read, fields.get("per_unit")),
        total=_amounts(read, fields.get("total")), missing=missing, rules=_names(read, fields.get("rules")),
        in_kind=_names(read, fields.get("in_kind")), excluded=_names(read, fields.get("excluded")),
        by=read.day(by) if (by := fields.get("by")) is not None else None,
    )  # fmt: skip


def _known(read: Reader, fields: Fields, part: str, known: Collection[str], what: str) -> None:
    """Check that an example expects what the pack could say."""
    node = fields.get(part)
    for item in (node,) if isinstance(node, Scalar) else node.items if isinstance(node, Items) else ():
        if isinstance(item, Scalar) and item.text not in known:
            read.unknown("unknown-word", item, what, known)


def _names(read: Reader, node: Node | None) -> tuple[str, ...] | None:
    if node is None:
        return None
    items = (node,) if isinstance(node, Scalar) else read.items(node, "names", least=0)
    return tuple(read.name(item, NAME) for item in items)


def _amounts(read: Reader, node: Node | None) -> tuple[Money, ...] | None:
    if node is None:
        return None
    items = (node,) if isinstance(node, Scalar) else read.items(node, "amounts", least=0)
    found = [read.money(item) for item in items]
    return tuple(amount for amount in found if amount is not None)


# --- Asking them -----------------------------------------------------------------------------------------------------
def tried(example: PackExample, pack: Pack, calendar: Calendar | None) -> tuple[Answer | None, list[Differs]]:
    """Ask a pack what an example asks; return the answer and where it differs, a refusal in the place of both."""
    try:
        pack_version(pack, example.on, version=example.version, known_on=example.known_on)
        came = answer(
            pack, example.facts, example.on, version=example.version, known_on=example.known_on, calendar=calendar
        )  # fmt: skip
    except MakegoodError as refused:
        return None, [Differs("answer", example.expect.status, str(refused))]
    return came, list(differences(example.expect, came))


def differences(expected: Expected, came: Answer) -> Iterator[Differs]:
    """Yield where an answer came otherwise."""
    by = next((gift.by for gift in came.gifts if gift.by is not None), None)
    rows = (
        ("status", expected.status, came.status),
        ("per_unit", expected.per_unit, came.per_unit),
        ("total", expected.total, came.total),
        ("missing", expected.missing, came.missing),
        ("rules", expected.rules, tuple(gift.rule for gift in came.gifts)),
        ("in_kind", expected.in_kind, tuple(name for gift in came.gifts for name in gift.in_kind)),
        ("excluded", expected.excluded, tuple(each.rule for each in came.tried if each.verdict == "excluded")),
        ("by", expected.by, by),
    )
    for what, wanted, given in rows:
        if wanted is not None and wanted != given:
            yield Differs(what, _shown(wanted), _shown(given))


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return ", ".join(map(str, value)) or "nothing" if isinstance(value, tuple) else str(value)
