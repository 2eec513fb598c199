"""`makegood`: the command. Whatever happens, the answer is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code.

    Plugins of pydantic are left out: nothing that happens to be installed may change how facts are read (looking for
    them also takes time of a short command).
    """
    gc.set_threshold(20_000, 50, 50)  # a short command makes much and throws nothing away
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from makegood.cli.app import run  # noqa: PLC0415 — a broken installation is answered below, not by a traceback

    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception:  # noqa: BLE001 — the outermost of all: a fault of ours is a sentence, and a file for us
        code = _fault()
    sys.exit(code)


def _fault() -> int:
    import tempfile  # noqa: PLC0415 — every other command starts without these
    import traceback  # noqa: PLC0415 — as above

    with tempfile.NamedTemporaryFile("w", prefix="makegood-fault-", suffix=".txt", delete=False) as file:
        traceback.print_exc(file=file)
    print(f"makegood: this is a fault in makegood itself; what happened stands in {file.name}.", file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    main()
