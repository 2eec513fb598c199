"""The shelf: the folders a house keeps its documents in, read and checked as a whole before anything is published.

PLAYBOOKS/*.yaml are playbooks, PLAYBOOKS/house/ holds risk-matrix, tier-policy, connectors and staff, PLAYBOOKS/maps/
the maps of feeds; MESSAGES/*.yaml are the messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from domain.documents import DocumentKind, Draft
from domain.errors import Findings, NotFoundError
from domain.playbook.compiler import compile_playbook
from domain.playbook.contract import Contract
from domain.playbook.findings import Finding
from domain.playbook.house import Hire, compile_connectors, compile_risk_matrix, compile_staff, compile_tier_policy
from domain.playbook.message import Message, compile_message
from domain.playbook.plan import Plan
from domain.risk import RiskMatrix, TierPolicy

_T = TypeVar("_T")


class IllegalDocuments(Findings):
    """Documents that may not be used; every finding is listed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings."""
        count = f"{len(findings)} finding" + ("s" if len(findings) != 1 else "")
        super().__init__(count + ":\n" + "\n".join(map(str, findings)))
        self.findings = findings


def _compile_map(text: bytes, file: str) -> tuple[object, Sequence[Finding]]:
    from domain.intake.feed_map import compile_map  # noqa: PLC0415 — checking a playbook starts without it

    return compile_map(text, file)


_KINDS: Mapping[str, Callable[[bytes, str], tuple[object, Sequence[Finding]]]] = {
    "connectors": compile_connectors, "risk-matrix": compile_risk_matrix, "tier-policy": compile_tier_policy,
    "staff": compile_staff, "map": _compile_map,
    "message": lambda text, file: compile_message(text, file, lambda _: ()),
}  # fmt: skip


@dataclass(slots=True)
class Shelf:
    """What lies on the shelf, compiled; `drafts` are its documents ready to be published."""

    plans: dict[str, Plan] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    matrix: RiskMatrix | None = None
    policy: TierPolicy | None = None
    staff: list[Hire] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def legal(self) -> Shelf:
        """Return it when everything on it is legal.

        Raises:
            IllegalDocuments: with all findings.
        """
        if self.findings:
            raise IllegalDocuments(self.findings)
        return self


def read_shelf(playbooks: Path, messages: Path) -> Shelf:
    """Read the folders; what is illegal is among the findings.

    Raises:
        NotFoundError: the folder of playbooks is missing.
    """
    if not playbooks.is_dir():
        raise NotFoundError(f"there is no folder {playbooks}.", remedy="Name the folder with --playbooks DIR.")
    from activities.templates import wrong  # noqa: PLC0415 — checking a playbook starts without Jinja2

    shelf = _house(playbooks)
    house = playbooks / "house"
    shelf.staff = _one(shelf, house / "staff.yaml", compile_staff) or []
    for path in sorted(messages.glob("*.yaml")):
        message, findings = compile_message(path.read_bytes(), str(path), wrong)
        shelf.findings += findings
        if message is not None:
            shelf.messages[message.message] = message
            _draft(shelf, "message", message.message, message, path)
    for path in sorted(playbooks.glob("*.yaml")):
        plan = read_playbook(shelf, path)
        if plan is not None:
            _draft(shelf, "playbook", plan.playbook, plan, path)
    if shelf.matrix is not None:
        _draft(shelf, "risk-matrix", shelf.matrix.name, shelf.matrix, house / "risk-matrix.yaml")
    if shelf.policy is not None:
        _draft(shelf, "tier-policy", shelf.policy.name, shelf.policy, house / "tier-policy.yaml")
    return shelf


def _house(playbooks: Path) -> Shelf:
    """Read what playbooks are checked against."""
    shelf, house = Shelf(), playbooks / "house"
    shelf.contracts = _one(shelf, house / "connectors.yaml", compile_connectors) or {}
    shelf.matrix = _one(shelf, house / "risk-matrix.yaml", compile_risk_matrix)
    shelf.policy = _one(shelf, house / "tier-policy.yaml", compile_tier_policy)
    return shelf


def read_documents(files: Sequence[Path], playbooks: Path, messages: Path) -> Shelf:
    """Compile single files of any kind against the house of a shelf; only findings about these files count.

    Raises:
        NotFoundError: a file is missing or cannot be read.
    """
    shelf = _house(playbooks)
    for path in sorted(messages.glob("*.yaml")):
        message, _ = compile_message(path.read_bytes(), str(path), lambda text: ())
        if message is not None:
            shelf.messages[message.message] = message
    shelf.findings = []
    for path in files:
        _document(shelf, path)
    return shelf


def _document(shelf: Shelf, path: Path) -> None:
    """Compile one file by the kind that its first field names; a playbook is the default."""
    try:
        text = path.read_bytes()
    except OSError as trouble:
        raise NotFoundError(f"{path} cannot be read: {trouble.strerror}.") from None
    kind = next((kind for kind in _KINDS if re.search(rb"^" + kind.encode() + rb"\s*:", text, re.MULTILINE)), "")
    if kind == "message":
        from activities.templates import wrong  # noqa: PLC0415 — checking a playbook starts without Jinja2

        shelf.findings += compile_message(text, str(path), wrong)[1]
    elif kind:
        shelf.findings += _KINDS[kind](text, str(path))[1]
    else:
        read_playbook(shelf, path)


def read_playbook(shelf: Shelf, path: Path) -> Plan | None:
    """Compile one playbook against a shelf and put it there."""
    languages: Mapping[str, frozenset[str]] = {name: m.languages for name, m in shelf.messages.items()}
    plan, findings = compile_playbook(path.read_bytes(), str(path), shelf.contracts, languages)
    shelf.findings += findings
    if plan is not None:
        shelf.plans[plan.playbook] = plan
    return plan


def _one(
    shelf: Shelf, path: Path, compile_it: Callable[[bytes, str], tuple[_T | None, Sequence[Finding]]]
) -> _T | None:
    """Compile one document of the house; without the file there is none."""
    if not path.exists():
        return None
    found, findings = compile_it(path.read_bytes(), str(path))
    shelf.findings += findings
    return found


def _draft(shelf: Shelf, kind: DocumentKind, name: str, document: BaseModel, path: Path) -> None:
    shelf.drafts.append(Draft(kind, name, document.model_dump_json(), path.read_text(encoding="utf-8")))
