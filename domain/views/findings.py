"""Findings as other programs read them: a SARIF log, and annotations of a GitHub workflow."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from domain.playbook.findings import RULES, Finding, level_of

Data: TypeAlias = "str | int | Mapping[str, Data] | Sequence[Data]"

SARIF_VERSION: Final = "2.1.0"
SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_PLAIN: Final = frozenset((string.ascii_letters + string.digits + "-._~/").encode())
"""What stands for itself in a relative reference (RFC 3986); a colon would make a scheme of the first segment."""
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


# --- SARIF -----------------------------------------------------------------------------------------------------------
def sarif(findings: Sequence[Finding], version: str) -> Mapping[str, Data]:
    """Return one run of the checker as a SARIF log.

    Args:
        findings: what was found.
        version: of this program.
    """
    rules: Data = [
        {"id": rule, "shortDescription": {"text": says}, "defaultConfiguration": {"level": level_of(rule)}}
        for rule, says in RULES.items()
    ]
    run: Mapping[str, Data] = {
        "tool": {"driver": {"name": "makegood", "version": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding) for finding in findings],
    }
    return {"$schema": SARIF_SCHEMA, "version": SARIF_VERSION, "runs": [run]}


def _result(finding: Finding) -> Mapping[str, Data]:
    region: dict[str, Data] = {"startLine": finding.line, "startColumn": finding.column}
    if finding.source:
        region["snippet"] = {"text": finding.source}
    place: Data = {"artifactLocation": {"uri": uri(finding.file)}, "region": region}
    return {
        "ruleId": finding.rule, "ruleIndex": list(RULES).index(finding.rule), "level": finding.level,
        "message": {"text": f"{finding.message} {finding.remedy}".rstrip()},
        "locations": [{"physicalLocation": place}],
    }  # fmt: skip


def uri(file: str) -> str:
    """Return a path as a URI: a relative one as a relative reference, an absolute one with the scheme `file`.

    A name that is not UTF-8 comes with its bytes as they are on the disk.
    """
    name = file.encode("utf-8", "surrogateescape")
    encoded = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in name)
    return f"file://{encoded}" if encoded.startswith("/") else encoded


# --- GitHub ----------------------------------------------------------------------------------------------------------
def annotation(finding: Finding) -> str:
    """Return the one line by which a GitHub workflow shows a finding; nothing in it can end it and begin another.

    The file's name comes out as it is on the disk, whatever stands in it.
    """
    file = finding.file.encode("utf-8", "backslashreplace").decode()
    place = f"file={file.translate(_PROPERTY)},line={finding.line},col={finding.column}"
    text = f"{finding.message}\n{finding.remedy}".rstrip()
    return f"::{finding.level} {place},title={finding.rule.translate(_PROPERTY)}::{text.translate(_DATA)}"
