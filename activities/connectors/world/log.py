"""The world's own log: one JSON line for every call it received and every mishap it acted out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock


@dataclass(slots=True)
class WorldLog:
    """Writes lines as they happen; threads may write side by side."""

    path: Path
    _lock: Lock = field(default_factory=Lock)

    def write(self, **line: object) -> None:
        """Write one line."""
        text = json.dumps(line, ensure_ascii=False)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


def lines(path: Path) -> Iterator[Mapping[str, object]]:
    """Read a log; a line that is being written is left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for text in file:
            if text.endswith("\n"):
                yield json.loads(text)


def mishaps(path: Path) -> Counter[str]:
    """Count the mishaps of each kind."""
    return Counter(str(line["mishap"]) for line in lines(path) if line.get("mishap"))
