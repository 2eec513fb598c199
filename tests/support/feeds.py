"""Where real feeds lie, and what to do where they do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def real_feed(name: str) -> Path:
    """Return a real feed; without it the test is skipped, and in CI it fails."""
    folder = Path(os.environ.get("MAKEGOOD_REAL_DATA") or ROOT.parent / "shared" / "data")
    path = folder / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is not there; MAKEGOOD_REAL_DATA names its folder")
        pytest.skip(f"{path} is not there; MAKEGOOD_REAL_DATA names its folder")
    return path
