"""`makegood bench`: measure this machine. The benchmarks live in the source tree, not in the installed package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from domain.errors import NotFoundError


def bench(*words: Annotated[str, Parameter(allow_leading_hyphen=True)]) -> int:
    """Measure this machine; writes docs/figures.md.

    Args:
        words: names of groups, --large, --quick, --profile.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "benchmarks" / "__main__.py").exists():
        raise NotFoundError("the benchmarks are not installed.", remedy="Run it in a checkout of the source.")
    return subprocess.run([sys.executable, "-m", "benchmarks", *words], cwd=root, check=False).returncode  # noqa: S603 — our own module
