"""`makegood promise`: what was promised in all cases, and what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from domain.clock.duration import Duration
from domain.errors import NotFoundError
from domain.expression.errors import guess
from domain.views.scores import FEW, Line, Score, board, rank, scores
from makegood.cli.options import Common
from makegood.cli.output import faint
from workers.opening import Reading, Story, reading

PAGE = 1_000


def list(  # noqa: A001 — the command is called list
    *, broken: bool = False, playbook: str = "", common: Common = Common()
) -> None:
    """What is promised and still runs, and what was broken; the earliest due first.

    Args:
        broken: only what was broken.
        playbook: only the cases of this playbook.
    """
    wanted = {"broken"} if broken else {"broken", "running"}
    found = sorted(
        (score for score in _scores(common, playbook) if score.became in wanted), key=lambda score: score.due
    )
    out = common.output
    if out.as_json:
        out.document([_data(score) for score in found])
    elif not found:
        out.line("No promise was broken." if broken else "Nothing is promised that still runs, and nothing was broken.")
    else:
        cells = [
            (score.case[:12], score.playbook, score.name, score.became, out.instant(score.due), _came(score))
            for score in found
        ]
        out.table(("case", "playbook", "promise", "state", "due", "came"), cells)


def score(playbook: str = "", *, common: Common = Common()) -> None:
    """What was said and what happened: how many promises of each kind were kept, broken and replaced, and by how much.

    Args:
        playbook: only the cases of this playbook.
    """
    lines, out = board(_scores(common, playbook)), common.output
    promised = [line for line in lines if not line.kind.startswith("estimate")]
    estimated = [line for line in lines if line.kind.startswith("estimate")]
    if out.as_json:
        out.document({"promises": [_line(line) for line in promised], "estimates": [_line(line) for line in estimated]})
        return
    if not lines:
        out.line("Nothing was promised yet.")
        return
    out.table(
        ("playbook", "promise", "kept", "broken", "replaced", "running", "kept early by", "late by", "of 20, 1 later"),
        [_promises(line) for line in promised],
    )
    if estimated:
        out.line("")
        out.table(
            ("playbook", "what", "within", "earlier", "later", "running", "later by", "of 20, 1 later"),
            [_estimates(line) for line in estimated],
        )
    if any(0 < line.over < FEW for line in lines):
        out.line(faint(f"Lines of fewer than {FEW} say what happened, and little of what will."))


def _promises(line: Line) -> tuple[str, ...]:
    return (
        line.playbook, line.kind, str(line.count("kept")), str(line.count("broken")), str(line.count("replaced")),
        str(line.count("running")), _span(rank(line.early, 50)), _span(rank(line.late, 50)), _span(rank(line.late, 95)),
    )  # fmt: skip


def _estimates(line: Line) -> tuple[str, ...]:
    return (
        line.playbook, line.kind.removeprefix("estimate of "), str(line.count("within")), str(line.count("early")),
        str(line.count("late")), str(line.count("running")), _span(rank(line.late, 50)), _span(rank(line.late, 95)),
    )  # fmt: skip


def _scores(common: Common, playbook: str) -> Sequence[Score]:
    async def look(r: Reading) -> Sequence[Score]:
        return [
            score async for story in stories(r, playbook) if story.book for score in scores(story.case, story.book)
        ]  # fmt: skip

    return reading(common.settings(), look)


async def stories(r: Reading, playbook: str) -> AsyncIterator[Story]:
    """Yield all cases of a playbook, or of all.

    Raises:
        NotFoundError: there is no such playbook, neither in force nor of a case.
    """
    after, seen = "", set[str]()
    while rows := await r.journal.cases(limit=PAGE, after=after):
        for row in rows:
            seen.add(row.playbook)
            if not playbook or row.playbook == playbook:
                yield await r.story(row.case)
        after = rows[-1].case
    if playbook and playbook not in seen:
        await r.library.refresh()
        known = seen | {one.name for one in r.library.newest("playbook")}
        if playbook not in known:
            remedy = guess(playbook, known) or f"There are: {', '.join(sorted(known)) or 'none yet'}."
            raise NotFoundError(f"there is no playbook “{playbook}”.", remedy=remedy)


def _span(span: timedelta | None) -> str:
    if span is None:
        return "–"
    ms = span // timedelta(milliseconds=1)
    minutes = ms // 60_000 * 60_000
    return str(Duration(minutes or ms))


def _came(score: Score) -> str:
    if score.off is None:
        return "not yet" if score.became == "broken" else "–"
    return f"{_span(score.off)} late"


def _data(score: Score) -> dict[str, object]:
    return {
        "case": score.case, "playbook": score.playbook, "promise": score.name, "kind": score.kind,
        "state": score.became, "due": score.due, "off_ms": _ms(score.off),
    }  # fmt: skip


def _line(line: Line) -> dict[str, object]:
    return {
        "playbook": line.playbook, "kind": line.kind, "counts": line.counts,
        "early_median_ms": _ms(rank(line.early, 50)),
        "late_median_ms": _ms(rank(line.late, 50)), "late_p95_ms": _ms(rank(line.late, 95)), "over": line.over,
    }  # fmt: skip


def _ms(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(milliseconds=1)
