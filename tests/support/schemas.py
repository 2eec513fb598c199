"""Documents held against their JSON Schemas, the way an editor does it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

from jsonschema import Draft202012Validator

from domain.playbook.load import load
from domain.playbook.nodes import Fields, Items, Node, Scalar

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
Kind = Literal[
    "playbook", "calendar", "pack", "risk-matrix", "tier-policy", "authority", "causes", "routes", "remedies"
]


def breaches(text: str | bytes, kind: Kind = "playbook") -> list[str]:
    """Return where a document does not satisfy its schema, as it is checked in."""
    root, _ = load(text, "f")
    assert root is not None
    return [f"{each.json_path}: {each.message[:200]}" for each in validator(kind).iter_errors(plain(root))]


@cache
def validator(kind: Kind) -> Draft202012Validator:
    """Return what checks against a schema that is checked in."""
    return Draft202012Validator(json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8")))


def plain(node: Node) -> object:
    """Return a document as plain data, typed by the core schema of YAML 1.2."""
    match node:
        case Scalar():
            return _scalar(node)
        case Items():
            return [plain(item) for item in node.items]
        case Fields():
            return {name: plain(entry.value) for name, entry in node.entries.items()}


def _scalar(node: Scalar) -> object:
    match node.type:
        case "text":
            return node.text
        case "yes_no":
            return node.text.lower() == "true"
        case "integer":
            return int(node.text, 0) if node.text[:2] in {"0x", "0o"} else int(node.text)
        case "fraction":
            return float(node.text)
        case "nothing":
            return None
