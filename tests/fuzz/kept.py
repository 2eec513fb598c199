"""What is kept of the inputs a long run made: those that reach what the inputs before them do not.

Reached is every step from one line of ours to another. Small inputs come first, so that they are what is kept.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

from tests.fuzz.targets import TARGETS, Target, seeds

LARGEST: Final = 2 * 1024
"""The most bytes of an input that is kept."""
SEEDS: Final = Path(__file__).parent / "seeds"
_HOUSE: Final = Path(__file__).parents[2]
_OURS: Final = tuple(f"{_HOUSE / part}/" for part in ("domain", "activities/feeds", "activities/templates", "workers"))
Step = tuple[CodeType, int, int]


def keep(name: str, folder: Path, most: int) -> int:
    """Copy inputs of a folder to the seeds of a target, at most so many; say how many there are now.

    An input that breaks the target is left where it is.
    """
    target, into = TARGETS[name], SEEDS / name
    reached = {step for data in seeds(name) for step in _reached(target, data)}
    room = most - len([*into.iterdir()])
    for data in _by_size(path.read_bytes() for path in folder.iterdir() if path.is_file()):
        if room < 1:
            break
        found = _reached(target, data)
        if found - reached:
            reached |= found
            room -= 1
            (into / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)
    return len([*into.iterdir()])


def _by_size(inputs: Iterable[bytes]) -> list[bytes]:
    return sorted({data for data in inputs if len(data) <= LARGEST}, key=lambda data: (len(data), data))


def _reached(target: Target, data: bytes) -> set[Step]:
    """Run a target and return the steps it took in our code; nothing, where it breaks."""
    steps: set[Step] = set()

    def enter(frame: FrameType, event: str, told: Any) -> Callable[[FrameType, str, Any], Any] | None:
        if not frame.f_code.co_filename.startswith(_OURS):
            return None
        before = 0

        def line(frame: FrameType, event: str, told: Any) -> Any:
            nonlocal before
            if event == "line":
                steps.add((frame.f_code, before, frame.f_lineno))
                before = frame.f_lineno
            return line

        return line

    traced = sys.gettrace()
    sys.settrace(enter)
    try:
        with suppress(Exception):
            target(data)
            return steps
    finally:
        sys.settrace(traced)
    return set()
