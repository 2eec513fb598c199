"""One card: what is done in bold, who and until when below it; and the frames that hold other cards."""

from __future__ import annotations

from html import escape

from domain.views.playbook.colours import COLOURS
from domain.views.playbook.notes import Note
from domain.views.playbook.picture import Card, Tone
from domain.views.playbook.svg.marks import (
    EDGE,
    FAINT,
    INK,
    LINE,
    PANEL,
    PAPER,
    SIGNS,
    Box,
    Type,
    bar,
    paragraph,
    rect,
    text,
)
from domain.views.playbook.svg.measure import width

VERB, TITLE, NOTE, NAME = Type(11.5, bold=True), Type(14, INK, bold=True), Type(12.5), Type(10.5, FAINT, mono=True)
LEFT, RIGHT, TOP, BOTTOM = 18, 12, 10, 11
"""The margins inside a card."""
_SIGN = 17
_MONO = 0.62


def words(card: Card, room: float) -> tuple[str, float]:
    """Return what is written on a card, from its upper left corner, and the height of that."""
    inner = room - LEFT - RIGHT
    body, y = _verb(card, room), TOP + VERB.leading + 1
    told, height = paragraph(card.title, LEFT, y, inner, TITLE)
    body, y = body + told, y + height + 2
    for note in card.notes:
        told, height = _note(note, y, inner)
        body, y = body + told, y + height + 1.5
    return body, y + BOTTOM


def _verb(card: Card, room: float) -> str:
    """Write what kind of step it is, and on the right, where there is room, how the step is called in the file."""
    verb = text(card.verb, LEFT, TOP, Type(VERB.size, COLOURS[card.tone], bold=True))
    name = card.id.removesuffix(":whole")
    left = room - LEFT - RIGHT - 14 - width(card.verb, VERB.size, bold=True)
    if len(name) * NAME.size * _MONO > left:
        most = int(left / (NAME.size * _MONO)) - 1
        name = f"{name[:most]}…" if most > 3 else ""  # noqa: PLR2004 — less says nothing
    end = Type(NAME.size, NAME.colour, mono=True, anchor="end")
    return verb + (text(name, room - RIGHT, TOP + 1, end) if name else "")


def _note(note: Note, y: float, room: float) -> tuple[str, float]:
    sign = SIGNS.get(note.mark)
    colour = COLOURS["undo"] if note.mark == "undo" else NOTE.colour
    indent = _SIGN if sign else 0
    told, height = paragraph(note.text, LEFT + indent, y, room - indent, Type(NOTE.size, colour))
    return (sign(LEFT, y) if sign else "") + told, height


def leaf(card: Card, room: float) -> Box:
    """Return a card that holds no others."""
    told, height = words(card, room)
    body = rect(0, 0, room, height) + edge(card.tone, height) + told
    return Box(room, height, named(card, body), room / 2)


def edge(tone: Tone, height: float) -> str:
    """Return the coloured edge of a card; what has no colour of its own has none."""
    return bar(height, COLOURS[tone]) if tone != "plain" else ""


def named(card: Card, body: str) -> str:
    """Group what belongs to a step, with its name for those who point at it or cannot see it."""
    name = escape(f"{card.verb}: {card.title}", quote=False)
    return f"<g><title>{name}</title>{body}</g>"


def panel(label: str, inner: Box, room: float, *, undone: bool = False, dashed: bool = False) -> Box:
    """Return a field with a label above what it holds; what is reached by undoing says so in colour and with a sign."""
    style, indent = Type(12.5, COLOURS["undo"] if undone else INK, bold=True), 17 if undone else 0
    told, height = paragraph(label, 12 + indent, 9, room - 24 - indent, style)
    signed = SIGNS["undo"](12, 9) if undone else ""
    top = 9 + height + 10
    whole = top + inner.height + 12
    frame = rect(0, 0, room, whole, fill=PANEL, stroke=LINE if dashed else EDGE, dashed=dashed)
    return Box(room, whole, frame + signed + told + inner.at((room - inner.width) / 2, top), room / 2)


def frame(card: Card, inner: Box, room: float, *, sheets: int = 0) -> Box:
    """Return a card that holds others below what is written on it; `sheets` lie behind it where it is repeated."""
    told, top = words(card, room - 4 * sheets)
    height = top + inner.height + 12
    behind = "".join(rect(4 * n, 4 * n, room - 4 * sheets, height) for n in range(sheets, 0, -1))
    front = rect(0, 0, room - 4 * sheets, height, fill=PAPER) + edge(card.tone, height)
    placed = inner.at((room - 4 * sheets - inner.width) / 2, top)
    return Box(room, height + 4 * sheets, named(card, behind + front + told + placed), room / 2)
