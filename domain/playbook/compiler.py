"""Compiles a playbook: from its text to the plan that cases are pinned to, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from domain.playbook import plan as p
from domain.playbook.blocks import Steps
from domain.playbook.connectors import Connectors
from domain.playbook.entitle import check_care, check_once, check_paid
from domain.playbook.expressions import Expressions
from domain.playbook.findings import Finding
from domain.playbook.frame import Frame, facts, given_by, markets
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.outline import Outline, Outliner, outline_whenever
from domain.playbook.pivots import check_pivots
from domain.playbook.promises import Promises
from domain.playbook.questions import check_asks
from domain.playbook.reader import Reader, Shape
from domain.playbook.surroundings import Surroundings
from domain.playbook.whole import check_whole
from domain.values import LARGEST_INTEGER

LANGUAGE: Final = 1
PLAYBOOK: Final = Shape(
    "a playbook",
    ("playbook", "language", "title", "owner", "markets", "handles", "risk", "steps"),
    ("service", "facts", "promises", "whenever", "follow_up", "close", "escalation", "calendar"),
)
"""The fields of a playbook."""


def compile_playbook(text: str | bytes, file: str, surroundings: Surroundings) -> tuple[p.Plan | None, list[Finding]]:
    """Compile a playbook against its house; the plan is there exactly when there are no findings.

    Args:
        text: what the file holds.
        file: its name, for the findings.
        surroundings: what it is checked against.
    """
    root, report = load(text, file)
    if root is None:
        return None, report.findings
    plan = _compiled(Reader(report), root, surroundings)
    findings = report.findings
    return (None if findings else plan), findings


def _compiled(read: Reader, root: Node, surroundings: Surroundings) -> p.Plan | None:
    """Return the plan, as far as it can be read; what is wrong is in the report."""
    fields = read.fields(root, PLAYBOOK)
    if not isinstance(root, Fields):
        return None
    sold_in, languages = markets(read, fields.get("markets"), surroundings.markets)
    connectors = Connectors(Expressions(read), surroundings, languages)
    known = facts(connectors.expressions, fields.get("facts"), languages)
    frame = Frame(connectors, known.seen, sold_in)
    owner = connectors.role(fields.get("owner"))
    outliner = Outliner(read)
    outlines = outliner.steps(fields.get("steps"))
    interrupts = outline_whenever(outliner, fields.get("whenever"))
    _check_language(read, fields.get("language"))
    risk = frame.risk(fields.get("risk"))
    everything = (*outlines, *(step for each in interrupts for step in each.steps))
    steps = Steps(connectors, everything, owner, surroundings)
    hung = _steps(frame, fields, outlines, steps)
    whenever = tuple(steps.whenever(each, frame.start) for each in interrupts)
    _check_choices(steps)
    check_asks(read, steps.outlines)
    check_paid(steps.leaves, everything, surroundings)
    check_care(steps.leaves, everything, surroundings)
    check_once(steps.leaves, outlines, interrupts, surroundings)
    close = frame.close(fields.get("close"), frozenset(given_by(everything)))
    calendar = _calendar(read, fields.get("calendar"), sold_in, surroundings)
    if risk is None:
        return None
    plan = p.Plan(
        playbook=read.name(fields.get("playbook")), title=read.words(fields.get("title"), languages), owner=owner,
        markets=sold_in, languages=languages, service=frame.service(fields.get("service")),
        handles=frame.handles(fields.get("handles")), facts=known.declared, derived=known.derived, risk=risk,
        escalation=frame.escalation(fields.get("escalation")), close=close, steps=hung.steps, promises=hung.promises,
        follow_up=hung.follow_up, calendar=calendar, whenever=whenever,
    )  # fmt: skip
    if not read.report.findings:
        check_whole(read, fields, plan, surroundings)
    return plan


def _check_language(read: Reader, node: Node | None) -> None:
    if isinstance(node, Scalar) and node.type != "integer":
        read.refuse(node, "The version of the language of playbooks", f"Write language: {LANGUAGE}.")
        return
    number = read.integer(node, 1, LARGEST_INTEGER, LANGUAGE)
    if node is not None and number != LANGUAGE:
        what = f"Language {number} of playbooks is not there yet."
        read.report.add("not-yet", node.at, what, f"Write language: {LANGUAGE}.")


def _calendar(read: Reader, node: Node | None, sold_in: tuple[str, ...], surroundings: Surroundings) -> str:
    """Read the calendar, and check that all that is counted has one to be counted by."""
    name = read.name(node)
    if name and name not in surroundings.calendars and isinstance(node, Scalar):
        read.unknown("no-calendar", node, "is no calendar of the house", surroundings.calendars)
    without = [market for market in sold_in if surroundings.markets[market].calendar not in surroundings.calendars]
    if not name and without and read.counted:
        what = f"This is counted by a calendar, and the market {without[0]} has none."
        remedy = "Write elapsed time, or calendar: NAME, or give the market one in house/markets.yaml."
        read.report.add("no-calendar", min(read.counted), what, remedy)
    return name


class _Hung(NamedTuple):
    """The steps, and what hangs on them."""

    steps: tuple[p.AnyStep, ...]
    promises: Mapping[str, p.PromiseOf]
    follow_up: tuple[p.FollowUp, ...]


def _steps(frame: Frame, fields: Fields, outlines: tuple[Outline, ...], steps: Steps) -> _Hung:
    found, end = steps.block(outlines, frame.start)
    check_pivots(frame.read, outlines)
    promises = Promises(frame.read, steps.outlines, steps.loops, frame.connectors, frame.markets)
    return _Hung(
        found, promises.promises(fields.get("promises")),
        frame.follow_up(fields.get("follow_up"), end, steps.outlines),
    )  # fmt: skip


def _check_choices(steps: Steps) -> None:
    """Note choices that an offer makes and no step asks about."""
    for outline in steps.outlines.values():
        choices = outline.fields.get("choices") if outline.kind == "offer" else None
        if not isinstance(choices, Fields):
            continue
        for choice in steps.expressions.choices.left_out(outline.id, choices.entries):
            what = f"No step asks whether “{choice}” was chosen."
            remedy = f'Write a way for it: {{when: chosen("{outline.id}") == "{choice}", steps: [...]}}.'
            steps.read.report.add("choice-without-branch", choices.key(choice), what, remedy)
