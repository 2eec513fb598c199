"""Asks Google's CEL, in processes that end before it hurts itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.cel.plain import Outcome

ROOT = Path(__file__).parents[3]
LARGEST_BATCH = 4_000
"""How many expressions one process evaluates; it would die after about 20,000."""


def ask(variables: Mapping[str, object], sources: Sequence[str]) -> list[Outcome]:
    """Return what Google's CEL makes of each source."""
    found: list[Outcome] = []
    for start in range(0, len(sources), LARGEST_BATCH):
        found += _batch(variables, sources[start : start + LARGEST_BATCH])
    return found


def _batch(variables: Mapping[str, object], sources: Sequence[str]) -> list[Outcome]:
    batch = json.dumps({"variables": dict(variables), "sources": list(sources)})
    words = [sys.executable, "-m", "tests.support.cel.worker"]
    done = subprocess.run(words, cwd=ROOT, input=batch, capture_output=True, text=True, check=False)  # noqa: S603 — ours
    assert done.returncode == 0, f"Google's CEL ended with {done.returncode}: {done.stderr[-2_000:]}"
    found: list[Outcome] = [(kind, said) for kind, said in json.loads(done.stdout)]
    assert len(found) == len(sources)
    return found
