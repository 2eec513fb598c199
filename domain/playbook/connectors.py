"""How steps use connectors and messages: known, with all inputs and of the right types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.expression.operations import an
from domain.expression.types import ANY, MONEY, PERSON, TEXT, FieldOf, Type, fits, kind_of_type
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.playbook.expressions import Expressions
from domain.playbook.facts import part_of
from domain.playbook.findings import At, quoted
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reach import Reach
from domain.playbook.reader import Reader
from domain.playbook.surroundings import Surroundings
from domain.vocabulary import BY_HAND

UNKNOWN: Final = Contract(name="?", capability="keyed")
"""Stands for a connector that could not be read."""
PAID: Final[Mapping[str, Type]] = {"payee": PERSON, "amount": MONEY, "reason": TEXT}
"""What a remedy gives to whatever pays it."""


class Connectors:
    """The registered connectors and messages, and what a step does with them."""

    def __init__(self, expressions: Expressions, surroundings: Surroundings, languages: Sequence[str]) -> None:
        """Take what is registered."""
        self.expressions = expressions
        self.read: Reader = expressions.read
        self.registry = surroundings.connectors
        self.messages = surroundings.messages
        self.place_of = surroundings.place_of
        self.roles = surroundings.roles
        self.authority = surroundings.authority
        self.remedies = surroundings.remedies
        self.done_by: dict[str, str] = {}
        """By which connector each step is done, as far as they were read."""
        self.beside = surroundings.beside
        self.languages = languages

    def role(self, node: Node | None, *others: str) -> str:
        """Read a role that somebody of the house has, or one of some others."""
        name = self.read.name(node)
        known = None if self.roles is None else {*self.roles, *others}
        if name and known is not None and name not in known and isinstance(node, Scalar):
            self.read.unknown("nobody", node, "is a role that nobody of the house has", known)
        return name

    def find(self, node: Node | None) -> Contract | None:
        """Return the connector of a name."""
        name = self.read.text(node)
        found = self.registry.get(name)
        if name and found is None and isinstance(node, Scalar):
            self.read.unknown("unknown-connector", node, "is no registered connector", self.registry)
        return found

    def message(self, node: Node | None) -> str:
        """Read the name of a message that has a template in every language of the markets."""
        name = self.read.name(node)
        if not name or not isinstance(node, Scalar):
            return name
        known = self.messages.get(name)
        if known is None:
            self.read.unknown("unknown-message", node, "is no message that has a template", self.messages)
            return name
        missing = [language for language in self.languages if language not in known]
        if missing:
            what = f"The message {quoted(name)} is missing in: {', '.join(missing)}."
            parts = ", ".join(f"{language}: …" for language in missing)
            where = self.place_of(name)
            remedy = f"Add {parts} to its subject and its text{f', in {where}' if where else ''}."
            self.read.report.add("missing-language", node.at, what, remedy)
        return name

    # --- Inputs ------------------------------------------------------------------------------------------------------
    def inputs(
        self, fields: Fields, wanted: Mapping[str, FieldOf] | None, at: At, reach: Reach, *, of: str = "connector"
    ) -> dict[str, p.Term]:
        """Read what a step gives under `with` (`of`: to what); None as `wanted` where nobody knows what it takes."""
        node = fields.get("with")
        parts = node.entries if isinstance(node, Fields) else {}
        if node is not None and not isinstance(node, Fields):
            self.read.refuse(node, "A mapping of inputs", "Write each as “name: value”.")
        found = {}
        for name, entry in parts.items():
            kind = FieldOf(ANY) if wanted is None else wanted.get(name)
            if kind is None:
                self.read.unknown("unknown-input", entry.key, f"is no input of this {of}", wanted or ())
                continue
            term = self.expressions.term(entry.value, kind.type, reach)
            if term is not None:
                found[name] = term
        if wanted is not None:
            where = fields.key("with") if node is not None else at
            self.complete([name for name, kind in wanted.items() if not kind.optional and name not in parts], where, of)
        return found

    def complete(self, missing: Sequence[str], at: At, of: str = "connector") -> None:
        """Note the inputs that a connector (or another playbook) does not get."""
        if missing:
            what = f"The {of} also needs: {', '.join(missing)}."
            self.read.report.add("missing-input", at, what, f"Give it under with: {{{missing[0]}: …}}.")

    # --- Undoing -----------------------------------------------------------------------------------------------------
    def undo(self, node: Node | None, undone: Contract | None, given: Mapping[str, p.Term]) -> Contract | None:
        """Read the connector that takes a step back; it is given the inputs and the result of that step."""
        if node is None:
            return None
        found = self.find(node)
        if found is None or undone is None:
            return found
        if not found.undoes:
            what, remedy = f"{quoted(found.name)} undoes nothing.", "Name one that is registered with undoes: true."
            self.read.report.add("undo-connector", node.at, what, remedy)
        supplied = {name: part_of(undone.inputs[name]) for name in given if name in undone.inputs}
        supplied |= {name: part_of(kind) for name, kind in undone.result.items()}
        for name, kind in found.inputs.items():
            self._supplied(node, name, part_of(kind), supplied.get(name))
        return found

    def _supplied(self, node: Node, name: str, wanted: FieldOf, given: FieldOf | None) -> None:
        if given is None and wanted.optional:
            return
        if given is None or (given.optional and not wanted.optional):
            what = f"It needs {quoted(name)}, which the step that is undone neither gets nor surely gives."
            self.read.report.add("undo-connector", node.at, what, "Name a connector that needs less.")
        elif not fits(given.type, wanted.type):
            what = f"It needs {an(kind_of_type(wanted.type))} as {quoted(name)}, not {an(kind_of_type(given.type))}."
            self.read.report.add("undo-connector", node.at, what, "Name a connector that fits the step.")

    # --- Paying ------------------------------------------------------------------------------------------------------
    def paying(self, node: Node | None) -> tuple[Contract, ...]:
        """Read what pays, in the order it is tried; each pays and honours keys."""
        items = () if node is None else self.read.different(node, "connectors that pay")
        found = []
        for item in items:
            if is_by_hand(item):
                continue
            contract = self.find(item)
            if contract is None:
                found.append(UNKNOWN)
                continue
            found.append(contract)
            lacks = [] if contract.pays else ["pays nothing"]
            lacks += [] if contract.capability == "keyed" else ["does not honour keys"]
            if lacks:
                what = f"{quoted(contract.name)} {' and '.join(lacks)}."
                remedy = "Name one that is registered with pays: true and capability: keyed."
                self.read.report.add("pay-connector", item.at, what, remedy)
        return tuple(found)

    def paid_with(
        self, fields: Fields, pay: Sequence[Contract], at: At, reach: Reach, *, receipts: bool = False
    ) -> dict[str, p.Term]:
        """Read what a remedy gives beyond payee, amount and reason, and check that what pays gets all it needs.

        The amount of a cover comes with its `receipts`.
        """
        in_kind = fields.get("in_kind")
        supplied = set(in_kind.entries) if isinstance(in_kind, Fields) else set()
        wanted: dict[str, FieldOf] = {}
        for contract in pay:
            for name, kind in contract.inputs.items():
                if name in PAID:
                    self._paid(contract, name, part_of(kind), fields, receipts=receipts)
                elif name not in supplied:
                    wanted[name] = part_of(kind)
        return self.inputs(fields, None if UNKNOWN in pay else wanted, at, reach)

    def _paid(self, contract: Contract, name: str, wanted: FieldOf, fields: Fields, *, receipts: bool) -> None:
        money = {"amount", "in_place_of"} if "in_kind" in fields.entries else {"amount", "in_place_of", "entitled"}
        given = money & set(fields.entries)
        if name == "amount" and not given and not wanted.optional and not receipts:
            what = f"{quoted(contract.name)} pays an amount, and there is none."
            self.read.report.add("missing-input", fields.key("pay"), what, "Write amount, or name another connector.")
        elif not fits(PAID[name], wanted.type):
            what = f"{quoted(contract.name)} takes {an(kind_of_type(wanted.type))} as {quoted(name)}."
            self.read.report.add("pay-connector", fields.key("pay"), what, "Name one that fits a remedy.")


def is_by_hand(node: Node) -> bool:
    """Say whether a way of paying is a person, and no connector."""
    return isinstance(node, Scalar) and node.text == BY_HAND
