"""Playbooks: checking a large one, from its bytes to a plan or findings, in a fresh process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Figure

ROOT = Path(__file__).parents[1]
LINES = 1_000
_PIECE = """\
  - ask: look-{n}
    of: desk
    skill: {{ticketing: 2}}
    due: 4h
    words: {{en: Look at it, id: Periksa, vi: Xem lại}}
    form: {{fine: yes_no, why: text optional, cost: money}}
  - choose:
      - when: answer("look-{n}").fine and failure.delay > duration("4h")
        steps:
          - {{tell: apology, id: sorry-{n}}}
          - try:
              - {{do: seats.hold, id: hold-{n}, with: {{flight: =failure.next_flight}}, undo: seats.release}}
              - {{wait: {{for: 1 working day}}, id: wait-{n}}}
            otherwise:
              - {{ask: by-hand-{n}, of: desk, due: 8h, words: {{en: By hand, id: Manual, vi: Thủ công}}}}
      - else: []
"""
_MEASURE = """
import sys, time
from pathlib import Path
from domain.playbook.compiler import compile_playbook
from workers.library.shelf import Folders, read_shelf
shelf = read_shelf(Folders(Path("playbooks"), Path("messages"), Path("calendars")))
text = Path(sys.argv[1]).read_bytes()
began = time.process_time()
plan, findings = compile_playbook(text, "large.yaml", shelf.surroundings)
print((time.process_time() - began) * 1e3)
assert plan is not None, "\\n".join(map(str, findings))
"""


def large(lines: int) -> str:
    """Return a legal playbook of about so many lines, most of them questions, conditions and plans that are undone."""
    whole = (ROOT / "playbooks" / "late-flight.yaml").read_text(encoding="utf-8")
    head, steps, tail = whole.partition("steps:\n")
    piece, written = len(_PIECE.splitlines()), len(whole.splitlines())
    return head + steps + "".join(_PIECE.format(n=n) for n in range((lines - written) // piece)) + tail


def groups(*, quick: bool) -> list[Figure]:
    """Measure everything of this room."""
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as folder:
        file = Path(folder) / "large.yaml"
        text = large(LINES)
        file.write_text(text, encoding="utf-8")
        spent = []
        for _ in range(2 if quick else 9):
            words = [sys.executable, "-c", _MEASURE, str(file)]
            told = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603 — ours
            spent.append(float(told.stdout))
    note = f"{len(text.splitlines())} lines, {len(text) / 1024:.0f} KiB; best {min(spent):.0f}"
    return [
        Figure(
            "P1",
            "checking a playbook of 1,000 lines, after start (processor time)",
            statistics.median(spent),
            "ms",
            "≤ 150",
            note,
        )
    ]
