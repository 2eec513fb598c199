"""The playbooks that ship, played with the simulated world on the virtual clock: all of it ends, all of it is taken.

Mishaps, refusals, silence and turns come from seeds; a branch counts as taken when some life has been there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from domain.case.book import Book
from domain.case.events import EvaluationFailed
from domain.case.state import Case
from domain.events import Event
from domain.evidence.verify import verify_stream
from domain.record import Head, Stamp, seal
from tests.support.branches import branches, live, taken
from tests.support.feeds import ROOT
from workers.demo.running import SHOWS
from workers.demo.stories import BROKEN, stories
from workers.library import simulating
from workers.library.shelf import Folders, Shelf, read_shelf
from workflows.virtual import Life

CASES, MOST_SEEDS = 40, 12
PLAYBOOKS = tuple(sorted(path.stem for path in (ROOT / "playbooks").glob("*.yaml")))
NEVER: Mapping[str, Mapping[str, str]] = {
    "hotel-overbooking": {
        **dict.fromkeys(
            ("undo room", "undo other-room"), "nothing follows it: only a success that comes too late is taken back"
        ),
    },
    "lost-parcel": dict.fromkeys(
        ("refund-after-all", "undo parcels.reship"),
        "a parcel that nobody found, and that no courier takes again: rare, and examples show it",
    ),
    "wrong-charge": dict.fromkeys(
        ("whenever disputed", "stop-again", "undo stop-again", "whenever it-stands", "let-reminders-go-on"),
        "nobody in the simulated world rejects what was decided; tests/laws/test_disputed.py does",
    ),
    "defective-return": {
        "find-who-answers": "the maker is late where a manager said no: rare, and an example shows it"
    },
    "late-train": dict.fromkeys(
        ("choose-2 → 0", "compensation", "what-we-did"),
        "no price that is made up is in the currency of its market; examples show it",
    ),
}
"""Branches that need not be met in so many lives, and why."""


@cache
def shelf() -> Shelf:
    """Read the folders of this repository."""
    return read_shelf(Folders(ROOT / "playbooks", ROOT / "messages", ROOT / "calendars", ROOT / "packs")).legal()


def check(life: Life) -> None:
    """Check that a life came to its end, with all there that it read, and that whoever reads it finds nothing wrong."""
    assert life.case.phase == "closed", f"{life.case.id}: {life.case.phase}"
    missing = [each for each in life.events if isinstance(each, EvaluationFailed) and each.why.endswith("is missing.")]
    assert not missing, f"{life.case.id}: {missing[0].step}: {missing[0].why}"
    stream = f"case/{life.case.id}"
    sealed = seal(
        stream, Head(), life.events, Stamp("cmd", "engine", (), life.case.last_at or life.events[-1].at, "ev_")
    )
    assert not list(verify_stream(stream, sealed))


async def test_what_the_demonstration_has_to_show_comes_about() -> None:
    """Its stories are lived by cases of its playbooks; that a promise breaks is what its feed brings about."""
    wanted = {*SHOWS} - {BROKEN}
    lives = list[tuple[Case, Book, Sequence[Event]]]()
    for name in ("late-flight", "hotel-overbooking", "wrong-charge", "lost-parcel"):
        books = simulating.books_of(shelf().plans[name], shelf())
        for number in range(CASES):
            life = await live(books, 1, number)
            lives.append((life.case, books[life.case.market], life.events))
    missing = wanted - {story.title for story in stories(lives, tuple(wanted), most=len(wanted))}
    assert not missing, f"nobody lives through: {sorted(missing)}"


@pytest.mark.parametrize("name", PLAYBOOKS)
async def test_every_case_ends_and_every_branch_is_taken(name: str) -> None:
    """Forty cases a seed, until nothing of the plan is left that nobody has been through."""
    plan = shelf().plans[name]
    books = simulating.books_of(plan, shelf())
    left = branches(plan) - NEVER.get(name, {}).keys()
    for seed in range(1, MOST_SEEDS + 1):
        for number in range(CASES):
            life = await live(books, seed, number)
            check(life)
            left -= taken(life.events)
        if not left:
            break
    assert not left, f"after {MOST_SEEDS} seeds nobody has been through: {', '.join(sorted(left))}"


@pytest.mark.parametrize("name", PLAYBOOKS)
async def test_without_faults_promises_are_kept(name: str) -> None:
    """Where nothing refuses and nothing fails, hardly a promise breaks: late staff and silent customers remain."""
    books = simulating.books_of(shelf().plans[name], shelf())
    found = (await simulating.simulate(books, CASES, 1, faults=False)).summary
    assert found.promises["broken"] * 10 <= found.promises.total()
    assert not found.outcomes["still open"]


def test_eleven_playbooks_ship() -> None:
    """None of them was lost, and each is called what its file is called."""
    assert len(PLAYBOOKS) == 11
    assert set(PLAYBOOKS) == set(shelf().plans)
