"""What a drawing is made of: text, rectangles, lines and small signs, written as SVG with attributes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from domain.views.playbook.colours import COLOURS
from domain.views.playbook.svg.measure import wrapped

FONT: Final = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"
INK, SOFT, FAINT = "#1b1f24", "#3d4650", "#5f6973"
LINE, EDGE, PANEL, PAPER = "#8a94a0", "#cdd5dd", "#f5f7f9", "#ffffff"
_LEADING: Final = 1.35
_BASELINE: Final = 0.98


@dataclass(frozen=True, slots=True)
class Box:
    """Something drawn, from its upper left corner; what flows through it enters and leaves at `spine`."""

    width: float
    height: float
    body: str
    spine: float

    def at(self, x: float, y: float) -> str:
        """Return it at a place."""
        return f'<g transform="translate({number(x)} {number(y)})">{self.body}</g>' if self.body else ""


def number(value: float) -> str:
    """Write a coordinate."""
    return f"{value:.1f}".removesuffix(".0")


def rect(  # noqa: PLR0913 — a rectangle has four measures
    x: float, y: float, width: float, height: float, *, fill: str = PAPER, stroke: str = EDGE, radius: float = 8,
    dashed: bool = False,
) -> str:  # fmt: skip
    """Return a rectangle with round corners."""
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
        f'rx="{number(radius)}" fill="{fill}" stroke="{stroke}"{dashes}/>'
    )


def bar(height: float, colour: str) -> str:
    """Return the coloured edge of a card of a height."""
    h = number(height)
    return f'<path d="M8 0A8 8 0 0 0 0 8V{number(height - 8)}A8 8 0 0 0 8 {h}z" fill="{colour}"/>'


def path(d: str, *, colour: str = LINE, width: float = 1.5, dashed: bool = False, fill: str = "none") -> str:
    """Return a line along a path."""
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<path d="{d}" fill="{fill}" stroke="{colour}" stroke-width="{number(width)}"{dashes}/>'


def line(*points: tuple[float, float], colour: str = LINE, width: float = 1.5, dashed: bool = False) -> str:
    """Return a line through points."""
    first, *rest = points
    d = f"M{number(first[0])} {number(first[1])}" + "".join(f"L{number(x)} {number(y)}" for x, y in rest)
    return path(d, colour=colour, width=width, dashed=dashed)


def head(x: float, y: float, turn: int = 0, colour: str = LINE) -> str:
    """Return an arrowhead whose tip is at a place; it points down, turned by so many degrees."""
    place = f"translate({number(x)} {number(y)})" + (f" rotate({turn})" if turn else "")
    return f'<path d="M0 0l-4.5 -8h9z" fill="{colour}" transform="{place}"/>'


def down(x: float, top: float, bottom: float) -> str:
    """Return an arrow straight down."""
    return line((x, top), (x, bottom - 6)) + head(x, bottom)


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set."""

    size: float = 12.5
    colour: str = SOFT
    bold: bool = False
    mono: bool = False
    anchor: str = "start"

    @property
    def leading(self) -> float:
        """How far lines are apart."""
        return self.size * _LEADING


def text(content: str, x: float, y: float, style: Type) -> str:
    """Return one line; `y` is its upper edge."""
    weight = ' font-weight="700"' if style.bold else ""
    family = " font-family=\"'Liberation Mono', Menlo, Consolas, monospace\"" if style.mono else ""
    anchor = f' text-anchor="{style.anchor}"' if style.anchor != "start" else ""
    base = number(y + style.size * _BASELINE)
    return (
        f'<text x="{number(x)}" y="{base}" font-size="{number(style.size)}" fill="{style.colour}"{weight}{family}'
        f"{anchor}>{escape(content, quote=False)}</text>"
    )


def paragraph(content: str, x: float, y: float, room: float, style: Type) -> tuple[str, float]:
    """Return a text in as many lines as it needs, and their height."""
    lines = wrapped(content, style.size, room, bold=style.bold)
    body = "".join(text(each, x, y + n * style.leading, style) for n, each in enumerate(lines))
    return body, len(lines) * style.leading


def stacked(boxes: Sequence[Box], gap: float) -> Box:
    """Return boxes one below the other, flush left."""
    y, parts = 0.0, []
    for box in boxes:
        parts.append(box.at(0, y))
        y += box.height + gap
    wide = max((box.width for box in boxes), default=0.0)
    return Box(wide, max(0.0, y - gap), "".join(parts), wide / 2)


# --- Signs -----------------------------------------------------------------------------------------------------------
def undo_sign(x: float, y: float, colour: str = COLOURS["undo"]) -> str:
    """Return an arrow that turns back, 12 wide and high."""
    bend = f"M{number(x + 0.5)} {number(y + 5)}h7.5a2.9 2.9 0 0 1 0 5.8h-3.5"
    barbs = f"M{number(x + 4)} {number(y + 1.5)}l-3.5 3.5l3.5 3.5"
    return path(bend + barbs, colour=colour, width=1.6)


def stop_sign(x: float, y: float) -> str:
    """Return a full square: no way back."""
    return f'<rect x="{number(x + 1.5)}" y="{number(y + 2.5)}" width="8" height="8" fill="{INK}"/>'


def choice_sign(x: float, y: float) -> str:
    """Return an open circle: one of several choices."""
    place = f'cx="{number(x + 5.5)}" cy="{number(y + 6.5)}"'
    return f'<circle {place} r="3.6" fill="none" stroke="{SOFT}" stroke-width="1.4"/>'


def kept_sign(x: float, y: float) -> str:
    """Return a tick: a promise is kept here."""
    return path(f"M{number(x + 1.5)} {number(y + 6.5)}l3 3.2l5 -6.4", colour=SOFT, width=1.7)


SIGNS: Final = {"undo": undo_sign, "pivot": stop_sign, "choice": choice_sign, "keeps": kept_sign}
"""The sign of a note by its mark."""
