"""Playbooks to look at: those that are shipped, and generated ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from domain.playbook import plan as p
from domain.views.playbook.reading import Reading
from tests.support.folders import FOLDERS
from tests.support.generated import draw_plan
from workers.library.shelf import read_documents

SHIPPED = tuple(sorted(path.stem for path in FOLDERS.playbooks.glob("*.yaml")))
SIXTY = 258
"""The seed of a plan with sixty steps."""
_ROOT = Path(__file__).parents[2]


def path_of(name: str) -> Path:
    """Return the file of a shipped playbook."""
    return FOLDERS.playbooks / f"{name}.yaml"


@cache
def shipped(name: str, language: str = "en") -> Reading:
    """Read a shipped playbook in a language."""
    shelf = read_documents((path_of(name),), FOLDERS).legal()
    subjects = {message.message: message.subject for message in shelf.messages.values()}
    return Reading.of(shelf.plans[name], language, subjects)


@cache
def drawn(seed: int, *, depth: int = 3) -> p.Plan:
    """Return a generated plan."""
    return draw_plan(Random(seed), depth=depth)[0]


def sixty(language: str = "en") -> Reading:
    """Read a generated plan with sixty steps."""
    return Reading.of(drawn(SIXTY, depth=4), language)
