"""Cheap commands stay cheap: what they must never import."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("temporalio", "fastapi", "cryptography", "httpx2", "opentelemetry", "jinja2", "sqlite3")


@pytest.mark.parametrize(
    "words", [["--help"], ["case", "--help"], ["playbook", "validate", "playbooks/late-flight.yaml"]]
)
def test_a_cheap_command_imports_nothing_heavy(words: list[str]) -> None:
    """Help and checking a playbook start without servers, telemetry, templates and databases."""
    code = (
        f"import sys\nfrom makegood.cli.app import run\nrun({words!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 — ours
    assert done.stderr.strip().splitlines()[-1] == "[]"
