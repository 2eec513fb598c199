"""Look for inputs that break a reader: `python -m tests.fuzz playbook --seconds 300`.

atheris, where it is installed (Linux), lets what the code does steer the inputs; elsewhere seeds are changed at random.
What broke is written to a file and named; `--file PATH` gives it to the target again. The inputs of a steered run that
reached something new lie in the folder it names; `--keep FOLDER` takes over what the seeds do not reach yet.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import random
import re
import sys
import tempfile
import time
from pathlib import Path

PARTS = ("domain", "activities.feeds", "activities.templates", "workers.library.shelf")
"""What is instrumented."""
_WORDS = 0.5
"""How often a change exchanges a word rather than bytes."""
_WORD = re.compile(rb"[=A-Za-z0-9_.\"'()-]+")
_ODD = (
    b"\t", b"\n", b": ", b"- ", b"{", b"[", b'"', b"=", b"0", b"-1", b"\xff", b"\xed\xa0\x80", b",", b"null", b"true",
    b"9007199254740993", b"1e999", b"NaN", b"9999-12-31", b"0001-01-01", b"9999/12/31 23:30", b"01/01/0001 00:01",
    b"99999999h", b"1 day", b"1 working day", b"0 USD", b"5 JPY", b"[]", b"{}", b"resolved", b"=failure", b"\\ud800",
    b"1_000", b"\xe2\x80\xae",
)  # fmt: skip


def main() -> int:
    """Run one target for some seconds."""
    reader = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    reader.add_argument("target", choices=("playbook", "expression", "feed", "event_log", "cloud_events"))
    reader.add_argument("--seconds", type=int, default=300)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--file", type=Path)
    reader.add_argument("--keep", type=Path)
    reader.add_argument("--most", type=int, default=60)
    given = reader.parse_args()
    if given.keep:
        from tests.fuzz import kept  # noqa: PLC0415 — as below

        print(f"{given.target}: {kept.keep(given.target, given.keep, given.most)} seeds")
        return 0
    if given.file:
        from tests.fuzz import targets  # noqa: PLC0415 — imported where atheris is told to look at it

        targets.within_a_second(targets.TARGETS[given.target], given.file.read_bytes())
        return 0
    if importlib.util.find_spec("atheris"):
        return _steered(given.target, given.seconds, given.seed)
    return at_random(given.target, given.seconds, given.seed)


def _steered(name: str, seconds: int, seed: int) -> int:
    """Fuzz with atheris; it ends the process itself."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(PARTS)):
        targets = importlib.import_module("tests.fuzz.targets")
    folder = Path(tempfile.mkdtemp(prefix=f"makegood-fuzz-{name}-"))
    begun = folder / "inputs"
    begun.mkdir()
    for number, data in enumerate(targets.seeds(name)):
        (begun / f"seed-{number}").write_bytes(data)
    words = folder / "words"
    words.write_text("\n".join(f'"{word}"' for word in targets_words()) + "\n", encoding="utf-8")
    inputs = targets.seeds(name)
    print(f"{name}: {len(inputs)} seeds; inputs that reach something new are kept in {begun}", file=sys.stderr)

    def mutate(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)
        return changed(data, chance, inputs)[:most] if chance.random() < _WORDS else atheris.Mutate(data, most)

    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=8192", f"-dict={words}", "-timeout=20",
         "-print_final_stats=1", "-rss_limit_mb=1024", f"-artifact_prefix={folder}/", str(begun)],
        lambda data: targets.within_a_second(targets.TARGETS[name], data),
        custom_mutator=mutate,
    )  # fmt: skip
    atheris.Fuzz()
    return 0


def targets_words() -> list[str]:
    """Return words that the readers know, for the inputs to be made of."""
    from domain.expression.words import ELSEWHERE, INSTEAD, POWERS, RESERVED  # noqa: PLC0415 — behind instrumentation
    from domain.playbook.outline import KINDS  # noqa: PLC0415 — as above

    fields = {field for shape in KINDS.values() for field in (*shape.required, *shape.optional)}
    return sorted({*KINDS, *fields, *RESERVED, *POWERS, *INSTEAD, *ELSEWHERE, "failure.", "=", ": ", "- ", "{", "}"})


def at_random(name: str, seconds: float, seed: int) -> int:
    """Change seeds at random; the first input that breaks a target is kept, and its error raised."""
    from tests.fuzz import targets  # noqa: PLC0415 — as above

    chance, inputs, count = random.Random(seed), targets.seeds(name), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = changed(chance.choice(inputs), chance, inputs)
        count += 1
        try:
            targets.within_a_second(targets.TARGETS[name], data)
        except Exception:
            kept = Path(tempfile.gettempdir()) / f"makegood-{name}-{hashlib.sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            print(f"{kept} breaks {name}; seed {seed}, input {count}", file=sys.stderr)
            raise
    print(f"{name}: {count:,} inputs, seed {seed}, nothing broke")
    return 0


def changed(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return an input changed in up to four places: half of them exchange whole words, so that it can be read."""
    for _ in range(chance.randint(1, 4)):
        data = _reworded(data, chance, others) if chance.random() < _WORDS else _broken(data, chance, others)
    return data


def _reworded(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Exchange one word or value by one of another input, or by one that is known to matter."""
    places = [*_WORD.finditer(data)]
    if not places:
        return data
    place = chance.choice(places)
    found = _WORD.findall(chance.choice(others)) or [b"x"]
    return data[: place.start()] + chance.choice((chance.choice(found), chance.choice(_ODD))) + data[place.end() :]


def _broken(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Cut, double, mix with another input, or exchange bytes."""
    at, length = chance.randint(0, len(data)), chance.choice((1, 1, 2, 4, 16, 64))
    other = chance.choice(others)
    start = chance.randint(0, len(other))
    pieces = (
        b"",
        data[at : at + length] * 2,
        chance.randbytes(length),
        other[start : start + length],
        chance.choice(_ODD),
    )
    return data[:at] + chance.choice(pieces) + data[at + length :]


if __name__ == "__main__":
    sys.exit(main())
