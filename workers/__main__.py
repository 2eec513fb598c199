"""Processes of a larger house: `python -m workers ROLE…`, with the same settings as every command.

    engine      carries cases by Temporal
    critical    carries critical cases by Temporal
    sweeps      looks for what was missed: the sweep, the watchdog, the reconciler
    watchdog    rings for promises while no engine runs the journal
    http        answers partners over HTTP, for a journal on a server

`makegood up` is all of them in one process; it answers partners where the setting `listen` names an address.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from domain.errors import MakegoodError, UsageError
from workers.engine import run_until_stopped, running
from workers.engines import ROLES, engine_of
from workers.http_role import HTTP, serve
from workers.journals import place_of
from workers.library.shelf import Folders, read_shelf
from workers.settings import Settings, check_connectors, load
from workers.telemetry import configure
from workers.watchdog import watch

WATCHDOG = "watchdog"
_ALONE = {WATCHDOG: watch, HTTP: serve}
"""Roles that are processes of their own."""


def main(words: Sequence[str]) -> int:
    """Run the roles that are named; returns the exit code."""
    if set(words) & {"--help", "-h"}:
        sys.stdout.write(f"{__doc__}")
        return 0
    try:
        roles = roles_of(words)
        settings = load()
        configure(settings)
        alone = next((_ALONE[role] for role in roles if role in _ALONE), None)
        asyncio.run(alone(settings) if alone is not None else _carry(settings, roles))
    except MakegoodError as trouble:
        place = f"{trouble.where}: " if trouble.where else ""
        remedy = f"\n  → {trouble.remedy}" if trouble.remedy else ""
        sys.stderr.write(f"workers: {place}{trouble.what}{remedy}\n")
        return trouble.exit_code
    return 0


def roles_of(words: Sequence[str]) -> frozenset[str]:
    """Read the roles.

    Raises:
        UsageError: none, one that there is not, or one beside others that is a process of its own.
    """
    known, roles = (*ROLES, *_ALONE), frozenset(words)
    unknown = sorted(roles - set(known))
    if unknown or not roles:
        said = f"there is no role “{unknown[0]}”." if unknown else "no role is named."
        raise UsageError(said, remedy=f"There are: {', '.join(known)}.")
    alone = sorted(roles & _ALONE.keys())
    if alone and len(roles) > 1:
        raise UsageError(
            f"the role {alone[0]} is a process of its own.", remedy=f"Start it apart: python -m workers {alone[0]}."
        )
    return roles


async def _carry(settings: Settings, roles: frozenset[str]) -> None:
    if engine_of(settings) != "temporal":
        raise UsageError(
            "roles are for cases that Temporal carries.", where=f"engine ({settings.values['engine'].origin})",
            remedy='Set engine = "temporal", or run everything in one process: makegood up.',
        )  # fmt: skip
    shelf = read_shelf(Folders.of(settings)).legal()
    place_of(settings).check()
    check_connectors(settings, shelf.contracts)
    async with running(settings, shelf, roles=roles) as it:
        sys.stdout.write(f"{' and '.join(sorted(roles))} of {place_of(settings).shown}; stop it with SIGTERM.\n")
        sys.stdout.flush()
        await run_until_stopped(it)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
