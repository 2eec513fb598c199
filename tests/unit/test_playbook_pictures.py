"""Pictures of playbooks: nothing is left out, nothing collides, nothing foreign is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from domain.playbook import plan as p
from domain.views.playbook.colours import COLOURS
from domain.views.playbook.mermaid import mermaid
from domain.views.playbook.reading import Reading
from domain.views.playbook.svg.marks import FAINT, INK, PANEL, PAPER, SOFT
from domain.views.playbook.svg.measure import width, wrapped
from domain.views.playbook.svg.page import svg
from domain.views.playbook.text import text
from domain.views.playbook.whole import picture
from domain.views.playbook.written import parts
from domain.vocabulary import LANGUAGES
from tests.support.pictures import SHIPPED, drawn, shipped, sixty
from tests.support.plans import do, plan

SEEDS = range(40)
_SVG = "{http://www.w3.org/2000/svg}"


def _all(reading: Reading) -> set[str]:
    """Return the ids of all steps as they are written."""
    found: set[str] = set()

    def walk(steps: tuple[p.AnyStep, ...]) -> None:
        for step in steps:
            found.add(step.id)
            for part in parts(step):
                walk(tuple(part.steps))

    walk(reading.plan.steps)
    for each in reading.plan.whenever:
        walk(each.steps)
    return found


def readings() -> Iterator[Reading]:
    """Yield playbooks of all kinds, in all languages."""
    yield from (shipped(name, language) for name in SHIPPED for language in LANGUAGES)
    yield from (sixty(language) for language in LANGUAGES)
    yield from (Reading.of(drawn(seed)) for seed in SEEDS)


def test_every_step_is_in_the_picture() -> None:
    """No step of any plan is left out, and none is there twice."""
    for reading in readings():
        shown = [card.id for card in picture(reading).everything()]
        assert set(shown) == _all(reading)
        assert len(shown) == len(set(shown))


# --- Text ------------------------------------------------------------------------------------------------------------
def test_text_reads_like_the_plan() -> None:
    """Branches hang on their step, an undo has its arrow, and who does a step until when stands below it."""
    told = text(shipped("late-flight"))
    assert told.startswith("Late flight (late-flight)\nfor “arrival-delay” (delay of 3 hours or more)\n")
    wanted = """\
as answered in “Call the customer and note what they choose” is “rebook”)
   │  ● Try: One plan after the other  [try-2]
   │  ├─ plan 1
   │  │  ● Do: Hold seats on the next flight  [seats.hold]
   │  │       ↩ undo: release the held seats
   │  │  ● Do: Reissue the tickets  [tickets.reissue]
   │  │       ■ no way back from here
   │  └─ ↩ if that fails: undo what was done, then
   │     ● Ask: Rebook by hand  [rebook-by-hand]
   │          desk, within 6 hours
   │          needs ticketing 3
   │          notes: flight
   ├─ if the choice is “Your money back” or"""
    assert wanted in told
    assert told.endswith("  to close: the apology, the explanation and the root cause\n")


# --- Mermaid ---------------------------------------------------------------------------------------------------------
_LABEL = r'"(?:[^"#<>&;`\\%]|<br/>|</?b>|#(?:quot|lt|gt|amp|\d+);)*"'
_NAME = r"[a-z]+\d*"
_LINES = {
    "comment": re.compile(r"%% .*"),
    "begin": re.compile("flowchart TD"),
    "node": re.compile(rf"({_NAME})(?:\[{_LABEL}\]|\{{\{{{_LABEL}\}}\}}|\(\[{_LABEL}\]\))(?:::: ?|:::)?([a-z]*)"),
    "arrow": re.compile(rf"({_NAME}) (?:-->|-\.->)(?:\|{_LABEL}\|)? ({_NAME})"),
    "group": re.compile(rf"subgraph ({_NAME})\[{_LABEL}\]"),
    "end": re.compile("end"),
    "class": re.compile(rf"class ({_NAME}) [a-z]+"),
    "style": re.compile(r"classDef [a-z]+ [a-z0-9:,#\-\s]+"),
}
"""The part of Mermaid's flowchart grammar that is written."""


def _line(line: str) -> tuple[str, re.Match[str]]:
    for kind, pattern in _LINES.items():
        found = pattern.fullmatch(line)
        if found is not None:
            return kind, found
    raise AssertionError(line)


def _mermaid_names(chart: str) -> set[str]:
    """Read a chart, and return its nodes; every line is legal, every arrow joins nodes that are there."""
    nodes, used, depth = set[str](), set[str](), 0
    for line in chart.splitlines():
        kind, found = _line(line.strip())
        match kind:
            case "node":
                assert found[1] not in nodes
                nodes.add(found[1])
            case "arrow":
                used |= {found[1], found[2]}
            case "group":
                depth += 1
            case "end":
                depth -= 1
    assert depth == 0
    assert used <= nodes
    return nodes


def test_mermaid_is_legal() -> None:
    """Every line is one of the grammar, groups are closed, arrows join nodes, and every step is a node."""
    for reading in readings():
        assert len(_mermaid_names(mermaid(reading))) >= len(_all(reading)) + 2


def test_what_mermaid_would_take_for_its_own_is_written_as_text() -> None:
    """Marks of Mermaid and HTML in the words of a house change nothing."""
    odd = '%%{init: {"theme": "dark"}}%% say "no"; <b>end</b> & [x] --> #1 `y` \\ |z|'
    step = do("x").model_copy(update={"connector": do("x").connector.model_copy(update={"says": {"en": odd}})})
    assert len(_mermaid_names(mermaid(Reading.of(plan(step, title={"en": odd}))))) == 4


# --- SVG -------------------------------------------------------------------------------------------------------------
class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    what: str

    def hits(self, other: _Box) -> bool:
        """Say whether two boxes share more than an edge."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > 1
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 1
        )


def _texts(element: ET.Element, x: float = 0, y: float = 0) -> Iterator[_Box]:
    """Yield where each text stands on the page."""
    move = re.match(r"translate\((-?[\d.]+) (-?[\d.]+)\)", element.get("transform", ""))
    if move:
        x, y = x + float(move[1]), y + float(move[2])
    if element.tag == f"{_SVG}text":
        size, told = float(element.get("font-size", "0")), element.text or ""
        is_mono = "Mono" in element.get("font-family", "")
        wide = len(told) * size * 0.6 if is_mono else width(told, size, bold=element.get("font-weight") == "700")
        left = x + float(element.get("x", "0"))
        left -= {"start": 0, "middle": wide / 2, "end": wide}[element.get("text-anchor", "start")]
        base = y + float(element.get("y", "0"))
        yield _Box(left, base - 0.75 * size, left + wide, base + 0.2 * size, told)
    for inner in element:
        yield from _texts(inner, x, y)


def test_svg_is_our_own_marks_and_nothing_else() -> None:
    """No scripts, styles, links or foreign hosts; only shapes and texts with plain attributes."""
    tags, names = set(), set()
    for reading in readings():
        drawn_ = svg(reading)
        root = ET.fromstring(drawn_)  # noqa: S314 — ours
        assert root.get("width") == "1200"
        assert re.findall(r"https?://[^\"]+", drawn_) == ["http://www.w3.org/2000/svg"]
        for element in root.iter():
            tags.add(element.tag.removeprefix(_SVG))
            names |= set(element.attrib)
    assert tags == {"svg", "g", "rect", "path", "circle", "text", "title", "desc"}
    assert not {name for name in names if name.startswith("on") or name in {"href", "style", "class", "src"}}


def test_texts_stay_on_the_page_and_never_collide() -> None:
    """Whatever is nested in whatever, no text leaves the page or stands on another one."""
    for reading in readings():
        root = ET.fromstring(svg(reading))  # noqa: S314 — ours
        boxes, height = list(_texts(root)), float(root.get("height", "0"))
        assert len(boxes) > 15
        for box in boxes:
            assert box.left >= 0, box
            assert box.right <= 1200, box
            assert box.top >= 0, box
            assert box.bottom <= height, box
        boxes.sort(key=lambda box: box.top)
        for box, other in combinations(boxes, 2):
            if other.top < box.bottom:
                assert not box.hits(other), (box, other)


def test_long_words_are_cut_and_lines_fit() -> None:
    """Lines are as wide as there is room for, and nothing gets lost."""
    told = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und sonst nichts"
    lines = wrapped(told, 14, 180, bold=True)
    assert len(lines) > 3
    assert all(width(line, 14, bold=True) <= 180 for line in lines)
    assert "".join(lines).replace(" ", "") == told.replace(" ", "")


def test_what_a_house_writes_is_text_and_no_markup() -> None:
    """Angle brackets and ampersands in names come out as they went in."""
    odd = '<script>alert("x")</script> & more'
    root = ET.fromstring(svg(Reading.of(plan(do("x"), title={"en": odd}))))  # noqa: S314 — ours
    assert root.findtext(f"{_SVG}title") == odd
    assert not list(root.iter(f"{_SVG}script"))


def _light(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts_ = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [INK, SOFT, FAINT, *COLOURS.values()])
def test_every_text_can_be_read(colour: str) -> None:
    """Texts stand out from paper and panels at least as WCAG 2.2 (1.4.3) asks for."""
    for ground in (PAPER, PANEL):
        assert (_light(ground) + 0.05) / (_light(colour) + 0.05) >= 4.5
