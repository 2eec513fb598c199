"""The whole page: title, what it is for, promises and risk, the steps, what may come in between, what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from domain.views.playbook.colours import COLOURS
from domain.views.playbook.picture import TONES, Branch
from domain.views.playbook.reading import Reading
from domain.views.playbook.svg.blocks import Blocks
from domain.views.playbook.svg.cards import panel
from domain.views.playbook.svg.marks import (
    FONT,
    INK,
    PAPER,
    SOFT,
    Box,
    Type,
    down,
    number,
    paragraph,
    rect,
    stacked,
    text,
)
from domain.views.playbook.svg.measure import width
from domain.views.playbook.whole import Interrupt, Picture, picture

WIDTH, MARGIN = 1200.0, 40.0
ROOM = WIDTH - 2 * MARGIN


def svg(reading: Reading) -> str:
    """Return a playbook as an SVG document."""
    whole, blocks = picture(reading), Blocks(reading)
    parts = [
        _head(whole), _legend(reading), _facts(reading, whole), _steps(reading, whole, blocks),
        *(_interrupt(each, blocks) for each in whole.whenever), *_after(reading, whole),
    ]  # fmt: skip
    page = stacked([_middle(part) for part in parts], 26)
    height = page.height + 2 * MARGIN
    size = f'width="{number(WIDTH)}" height="{number(height)}" viewBox="0 0 {number(WIDTH)} {number(height)}"'
    title = escape(whole.title, quote=False)
    told = escape(reading.say("picture.of", title=whole.title), quote=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="{reading.language}" '
        f'font-family="{FONT}"><title>{title}</title><desc>{told}</desc>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{page.at(MARGIN, MARGIN)}</svg>\n'
    )


def _middle(box: Box) -> Box:
    """Return a part in the middle of the page."""
    return Box(ROOM, box.height, box.at(ROOM / 2 - box.width / 2, 0), ROOM / 2)


def _head(whole: Picture) -> Box:
    body, y = paragraph(whole.title, 0, 0, ROOM, Type(26, INK, bold=True))
    y += 4
    for line in (f"{whole.name} · {' · '.join(whole.about)}",):
        told, height = paragraph(line, 0, y, ROOM, Type(13.5, SOFT))
        body, y = body + told, y + height
    return Box(ROOM, y, body, ROOM / 2)


def _legend(reading: Reading) -> Box:
    x, body = 0.0, ""
    for tone in TONES:
        words = reading.say(f"legend.{tone}")
        body += rect(x, 1, 12, 12, fill=COLOURS[tone], stroke=COLOURS[tone], radius=3)
        body += text(words, x + 18, 0, Type(12, SOFT))
        x += 18 + width(words, 12) + 24
    return Box(ROOM, 16, body, ROOM / 2)


def _facts(reading: Reading, whole: Picture) -> Box:
    """Return promises and risk beside each other."""
    half = (ROOM - 18) / 2
    lists = [
        (reading.say(heading), _lines(lines, half - 24))
        for heading, lines in (("head.promises", whole.promises), ("head.risk", whole.risk)) if lines
    ]  # fmt: skip
    tall = max((box.height for _, box in lists), default=0)
    fields = [panel(heading, replace(box, height=tall), half) for heading, box in lists]
    body = "".join(field.at(n * (half + 18), 0) for n, field in enumerate(fields))
    return Box(ROOM, max((field.height for field in fields), default=0), body, ROOM / 2)


def _lines(lines: Sequence[str], room: float) -> Box:
    """Return lines of text below each other."""
    body, y = "", 0.0
    for line in lines:
        told, height = paragraph(line, 0, y, room, Type(12.5, SOFT))
        body, y = body + told, y + height + 3
    return Box(room, y, body, room / 2)


def _steps(reading: Reading, whole: Picture, blocks: Blocks) -> Box:
    """Return the steps between a beginning and an end."""
    flow = blocks.flow(whole.cards, ROOM)
    x = max(flow.spine, flow.width - flow.spine, ROOM / 2)
    begin, end = _terminal(reading.say("picture.begin")), _terminal(reading.say("picture.end"))
    top = begin.height + 24
    bottom = top + flow.height
    body = begin.at(x - begin.width / 2, 0) + down(x, begin.height, top) + flow.at(x - flow.spine, top)
    body += down(x, bottom, bottom + 24) + end.at(x - end.width / 2, bottom + 24)
    return Box(2 * x, bottom + 24 + end.height, body, x)


def _terminal(words: str) -> Box:
    wide = width(words, 12, bold=True) + 28
    body = rect(0, 0, wide, 26, fill=INK, stroke=INK, radius=13)
    body += text(words, wide / 2, 6.5, Type(12, PAPER, bold=True, anchor="middle"))
    return Box(wide, 26, body, wide / 2)


def _interrupt(each: Interrupt, blocks: Blocks) -> Box:
    return blocks.panel(Branch(each.label, each.cards), ROOM, dashed=True)


def _after(reading: Reading, whole: Picture) -> list[Box]:
    return [panel(reading.say("head.after"), _lines(whole.after, ROOM - 24), ROOM)] if whole.after else []
