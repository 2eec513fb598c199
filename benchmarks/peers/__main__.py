"""Compare with others: `python -m benchmarks.peers [CONTESTANT …] [--quick]`; all of them write docs/peers.md."""

from __future__ import annotations

import signal
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.contestants import CONTESTANTS, Contestant
from benchmarks.peers.measuring import Measured, Player, measure
from benchmarks.peers.places import Places
from benchmarks.peers.table import write

TRIES = (8, 32, 64, 128)
SHORT_S, LONG_S = 4.0, 10.0
QUICK = ((8, 32), 2.0, 3.0)


def main(words: list[str]) -> int:
    """Measure who is named, print it, and write the page when everybody took part."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended in any case
    quick = "--quick" in words
    names = [word for word in words if word != "--quick"]
    known = {one.id: one for one in CONTESTANTS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"there is no contestant “{unknown[0]}”.\n  → There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    failed, found = 0, dict[str, Measured]()
    for contestant in [known[name] for name in names] or CONTESTANTS:
        try:
            found[contestant.id] = it = _measured(contestant, quick=quick)
        except (RuntimeError, OSError) as trouble:  # the others are measured all the same
            print(f"{contestant.id}: {trouble}", file=sys.stderr, flush=True)
            failed = 1
            continue
        best, tried = it.best, ", ".join(f"{count}: {rate:.1f}" for count, rate in it.tried.items())
        print(
            f"{contestant.id:<13} {best.rate:7.1f} /s at {best.at_once:>3}"
            f"  p50 {best.p50_ms:8.1f} ms  p95 {best.p95_ms:8.1f} ms"
            f"  CPU {best.cpu_ms:6.2f} ms  {best.memory / 2**20:5.0f} MiB  kept {it.kept:8,.0f} B"
            f"  written {best.written:9,} B  others {best.others:.2f}  load {best.load:.1f}  tried {tried}", flush=True,
        )  # fmt: skip
    if not names and not quick and not failed:
        with tempfile.TemporaryDirectory() as folder:
            write(found, Path(folder))
    return failed


def _measured(contestant: Contestant, *, quick: bool) -> Measured:
    with tempfile.TemporaryDirectory(prefix="makegood-peers-") as name:
        places = Places(Path(name))
        try:
            words = contestant.begin(places)
            player = Player.start(words, places.processes, Path(name) / "player.log")
            try:
                return measure(player, places.bytes_now, *(QUICK if quick else (TRIES, SHORT_S, LONG_S)))
            finally:
                player.end()
        finally:
            places.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
