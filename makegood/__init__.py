"""The ways in: the command line, and what teams use to write step workers.

Makegood is an application whose rooms (domain, activities, workflows, workers) are packages of their own. Where another
distribution brings a package of such a name that comes first, nothing here could work: that is said at once.
"""

from importlib.util import find_spec
from pathlib import Path

ROOMS = ("domain", "activities", "workflows", "workers")


def shadowed(rooms: tuple[str, ...] = ROOMS) -> str:
    """Return the sentence about a room that is shadowed by another distribution's package, or ""."""
    here = Path(__file__).resolve().parent.parent
    for room in rooms:
        found = find_spec(room)
        places = list(found.submodule_search_locations or ()) if found is not None else []
        if here / room not in [Path(place).resolve() for place in places]:
            where = f"the package at {places[0]}" if places else "nothing"
            return (
                f"Makegood's package “{room}” is shadowed by {where}; install Makegood into an environment of its own."
            )
    return ""


if _trouble := shadowed():
    raise SystemExit(f"makegood: {_trouble}")
