"""Cheap commands stay cheap: what they must never import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("temporalio", "fastapi", "cryptography", "httpx2", "opentelemetry", "jinja2", "sqlite3")


_LATE = "playbooks/late-flight.yaml"


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["case", "--help"],
        ["playbook", "--help"],
        ["playbook", "test", "--help"],
        ["playbook", "validate", _LATE],
        ["playbook", "validate", "playbooks/examples/late-flight.yaml"],
        ["playbook", "graph", _LATE],
        ["playbook", "graph", _LATE, "--format", "svg"],
        ["playbook", "explain", _LATE, "--language", "vi"],
        ["playbook", "diff", _LATE, _LATE],
        ["schema", "playbook"],
        ["schema", "pack"],
        ["entitlement", "--help"],
        ["entitlement", "list"],
        ["entitlement", "explain", "eu-261", "--on", "2026-03-01", "--fact", "event=delay"],
        ["pack", "validate", "packs"],
        ["pack", "diff", "us-denied-boarding@2021", "us-denied-boarding@2025"],
        ["pack", "test", "packs/eu-261.yaml"],
    ],
)
def test_a_cheap_command_imports_nothing_heavy(words: list[str]) -> None:
    """Help, and checking or looking at a playbook, start without servers, telemetry, templates and databases."""
    code = (
        f"import sys\nfrom makegood.cli.app import run\nrun({words!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 — ours
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_a_package_of_the_same_name_elsewhere_is_named_in_one_sentence(tmp_path: Path) -> None:
    """Another distribution's `domain` that comes first is said at once, without a traceback."""
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "__init__.py").touch()
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "makegood", "--version"], cwd=tmp_path, env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "shadowed by the package at" in done.stderr
