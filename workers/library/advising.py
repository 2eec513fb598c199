"""What looks unwise in the playbooks of a shelf, each looked at among the others of its house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from domain.errors import NotFoundError
from domain.playbook.advice.whole import advise
from domain.playbook.findings import Finding
from domain.playbook.plan import Plan
from workers.library.shelf import Shelf, bytes_of


def warnings(shelf: Shelf) -> list[Finding]:
    """Return the warnings about the playbooks that were compiled for a shelf; an illegal one has none."""
    found: list[Finding] = []
    for name, plan in shelf.plans.items():
        path = shelf.files[name]
        found += warnings_about(shelf, plan, path, bytes_of(path))
    return found


def warnings_about(shelf: Shelf, plan: Plan, path: Path, text: bytes) -> list[Finding]:
    """Return the warnings about one legal playbook."""
    return advise(text, str(path), plan, tuple(_others(shelf, plan)), shelf.surroundings)


def _others(shelf: Shelf, plan: Plan) -> Iterator[Plan]:
    """Yield the legal playbooks that name a failure which this one handles."""
    failures = [handled.failure.encode() for handled in plan.handles]
    for name, path in sorted(shelf.files.items()):
        if name == plan.playbook:
            continue
        with suppress(NotFoundError):  # a folder may hold what cannot be read
            if any(failure in bytes_of(path) for failure in failures):
                other = shelf.plan(name)
                if isinstance(other, Plan):
                    yield other
