"""The kinds of remedies of a house as they are written; read as strictly as a playbook.

remedies: house
kinds:
  refund: {gives: money, words: {en: …}, loss: price, scales: [money], set_off: [agent], evidence_above: [500 USD]}
  voucher: {gives: money, words: {en: …}, loss: price, premium: 125}            # worth 125 % of the cash it stands for
  replacement: {gives: in_kind, words: {en: …}, loss: price, feasible: stock.reserve}
  goodwill: {gives: money, words: {en: …}, beside: all, at_most: [900 USD]}     # or a list of kinds; never more
signs:                                                                          # what a person looks at, across cases
  often: {words: {en: …}, same: customer, days: 30, cases_above: 3, asks: manager}
  much: {words: {en: …}, same: customer, kinds: [goodwill], days: 30, amount_above: [500 USD], asks: head, within: 8h}
  just-under: {words: {en: …}, same: customer, just_under: 10, days: 30, cases_above: 2, asks: manager}
  shared-payee: {words: {en: …}, same: payee, days: 90, cases_above: 2, asks: manager}
  told-twice: {words: {en: …}, same: booking, days: 90, cases_above: 1, asks: manager}   # a fact of the failure
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal, get_args

from domain.money import Money
from domain.playbook.contract import Contract
from domain.playbook.findings import Finding, quoted
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import NAME, Reader, Shape
from domain.remedies import ALL, PAR, Kind, Remedies
from domain.risk import SCALES
from domain.signs import DAY, LONGEST, Sign
from domain.vocabulary import Source

KINDS: Final = Shape("kinds of remedies", ("remedies", "kinds"), ("signs",))
KIND: Final = Shape(
    "a kind of remedy",
    ("gives", "words"),
    ("loss", "scales", "beside", "set_off", "premium", "evidence_above", "at_most", "feasible"),
)
SIGN: Final = Shape(
    "a sign of abuse",
    ("words", "same", "days", "asks"),
    ("kinds", "just_under", "cases_above", "amount_above", "within"),
)
GIVES: Final[tuple[Literal["money", "in_kind"], ...]] = ("money", "in_kind")
SOURCES: Final[tuple[Source, ...]] = get_args(Source)
MOST_KINDS, MOST_LIMITS, HIGHEST_PREMIUM = 100, 40, 500
MOST_CASES, WIDEST = 1_000, 99
"""The most cases that are nothing to look at, and the widest band under a limit, in per cent."""
_FOR_MONEY: Final = ("set_off", "premium", "at_most")


def compile_remedies(
    text: str | bytes,
    file: str,
    languages: Collection[str] = (),
    connectors: Mapping[str, Contract] | None = None,
    roles: frozenset[str] | None = None,
) -> tuple[Remedies | None, list[Finding]]:
    """Compile the kinds of remedies; they are there exactly when there are no findings.

    Args:
        text: what the file holds.
        file: its name, for the findings.
        languages: those of the markets; every kind is called something in each of them.
        connectors: those of the house; None where they are not known.
        roles: those of the staff; None where they are not known.
    """
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, KINDS)
    name = read.name(fields.get("remedies"))
    written = read.entries(fields.get("kinds"), "kinds by name", NAME, most=MOST_KINDS)
    if ALL in written and isinstance(fields.get("kinds"), Fields):
        report.add("bad-name", written[ALL].at, f"“{ALL}” stands for every kind.", "Call this one otherwise.")
    found = {kind: _kind(read, node, frozenset(written), languages, connectors) for kind, node in written.items()}
    watched = read.entries(fields.get("signs"), "signs by name", NAME)
    signs = {sign: _sign(read, node, found, languages, roles) for sign, node in watched.items()}
    return (None if report.findings or root is None else Remedies(name=name, kinds=found, signs=signs)), report.findings


def _kind(
    read: Reader, node: Node, known: frozenset[str], languages: Collection[str],
    connectors: Mapping[str, Contract] | None,
) -> Kind:  # fmt: skip
    fields = read.fields(node, KIND)
    in_kind = read.word(fields.get("gives"), GIVES, "money") == "in_kind"
    for name in _FOR_MONEY:
        if in_kind and name in fields.entries:
            what = f"“{name}” is about money, and this is given in kind."
            read.report.add("one-of", fields.key(name), what, "Take it out, or write gives: money.")
    set_off = fields.get("set_off")
    return Kind(
        in_kind=in_kind, words=read.words(fields.get("words"), languages),
        loss=read.name(fields.get("loss")) if "loss" in fields.entries else "",
        scales=tuple(read.word(each, SCALES, SCALES[0]) for each in read.different(fields.get("scales"), "scales")),
        beside=_beside(read, fields.get("beside"), known),
        set_off=tuple(read.word(each, SOURCES, SOURCES[0]) for each in read.different(set_off, "sources"))
        if set_off is not None else (),
        premium=read.integer(fields.get("premium"), PAR, HIGHEST_PREMIUM, PAR),
        evidence=_limits(read, fields.get("evidence_above")), feasible=_feasible(read, fields, connectors),
        most=_most(read, fields),
    )  # fmt: skip


def _sign(
    read: Reader, node: Node, known: Mapping[str, Kind], languages: Collection[str], roles: frozenset[str] | None
) -> Sign:
    fields = read.fields(node, SIGN)
    both = {"cases_above", "amount_above"} & set(fields.entries)
    if isinstance(node, Fields) and len(both) != 1:
        what = "A sign is noticed above so many cases, or above an amount: it says one of the two."
        at = fields.key("amount_above") if both else node.at
        read.report.add("one-of", at, what, "Write cases_above: 3, or amount_above: [500 USD].")
    kinds = tuple(_kind_of(read, item, known) for item in read.different(fields.get("kinds"), "kinds"))
    just_under = read.integer(fields.get("just_under"), 1, WIDEST, 0)
    if just_under and not any(known[kind].evidence for kind in kinds or known if kind in known):
        what = "Nothing that counts here has an amount above which evidence is wanted."
        remedy = "Give a kind “evidence_above”, or take “just_under” out."
        read.report.add("one-of", fields.key("just_under"), what, remedy)
    cases, asks = fields.get("cases_above"), fields.get("asks")
    role = read.name(asks)
    if role and roles is not None and role not in roles and isinstance(asks, Scalar):
        read.unknown("nobody", asks, "is a role that nobody of the house has", roles)
    return Sign(
        words=read.words(fields.get("words"), languages), same=read.name(fields.get("same")), kinds=kinds,
        just_under=just_under, days=read.integer(fields.get("days"), 1, LONGEST, 1),
        cases=read.integer(cases, 1, MOST_CASES, 1) if cases is not None else None,
        amounts=_limits(read, fields.get("amount_above")), role=role,
        within=read.duration(fields.get("within"), DAY),
    )  # fmt: skip


def _kind_of(read: Reader, item: Node, known: Mapping[str, Kind]) -> str:
    name = read.name(item)
    if name and name not in known and isinstance(item, Scalar):
        read.unknown("unknown-remedy", item, "is no kind that stands here", known)
    return name


def _beside(read: Reader, node: Node | None, known: frozenset[str]) -> tuple[str, ...]:
    """Read beside which kinds it may stand: all of them, or some."""
    if node is None:
        return ()
    found = []
    for item in read.different(node, "kinds"):
        name = read.name(item)
        if name and name != ALL and name not in known and isinstance(item, Scalar):
            read.unknown("unknown-remedy", item, "is no kind that stands here", {*known, ALL})
        found.append(name)
    return tuple(found)


def _limits(read: Reader, node: Node | None) -> tuple[Money, ...]:
    """Read above which amounts evidence is wanted, one a currency; none of it is trusted where the amount is zero."""
    found: dict[str, Money] = {}
    for item in read.items(node, "amounts", most=MOST_LIMITS):
        limit = read.money(item)
        if limit is None:
            continue
        if limit.minor < 0:
            read.report.add("out-of-range", item.at, "A limit is nothing or more.", "Write an amount of 0 or more.")
        if limit.currency in found:
            what = f"There is a limit in {limit.currency} already."
            read.report.add("bad-name", item.at, what, "Keep one a currency.")
        found[limit.currency] = limit
    return tuple(found.values())


def _most(read: Reader, fields: Fields) -> tuple[Money, ...]:
    """Read the most a kind can plausibly be: more than nothing, and no less than what evidence is wanted above."""
    most = _limits(read, fields.get("at_most"))
    for item, limit in zip(read.items(fields.get("at_most"), "amounts", most=MOST_LIMITS), most, strict=False):
        if limit.minor == 0:
            read.report.add("out-of-range", item.at, "A remedy is more than nothing.", "Write a larger amount.")
    shown = {limit.currency: limit for limit in _limits(read, fields.get("evidence_above"))}
    for limit in most:
        if limit.currency in shown and limit < shown[limit.currency]:
            what = f"Evidence is wanted above {shown[limit.currency]}, and it is never more than {limit}."
            read.report.add("out-of-range", fields.key("at_most"), what, "Write a larger bound, or less there.")
    return most


def _feasible(read: Reader, fields: Fields, connectors: Mapping[str, Contract] | None) -> str:
    """Read which connector says whether it can be had."""
    node = fields.get("feasible")
    if node is None:
        return ""
    name = read.text(node)
    if name and connectors is not None and name not in connectors and isinstance(node, Scalar):
        read.unknown("unknown-connector", node, "is no registered connector", connectors)
    elif connectors is not None and name in connectors and connectors[name].pays:
        what = f"{quoted(name)} pays; it does not say whether something can be had."
        read.report.add("not-feasible", node.at, what, "Name the connector that looks it up or puts it aside.")
    return name
