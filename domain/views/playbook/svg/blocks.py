"""How cards lie to each other: one below the other, side by side where there is room, one in another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from domain.views.playbook.colours import COLOURS
from domain.views.playbook.picture import Branch, Card
from domain.views.playbook.reading import Reading
from domain.views.playbook.svg.cards import LEFT, edge, frame, leaf, named, panel, words
from domain.views.playbook.svg.marks import FAINT, Box, Type, down, head, line, rect, stacked, text

LEAF, NARROW, EMPTY = 400.0, 214.0, 132.0
"""How wide a card is where there is room, at least, and how wide an empty way is."""
_GAP, _BETWEEN = 24.0, 18.0
"""Between cards below each other, and between columns."""
_PANEL, _RAIL = 24.0, 22.0
"""What a panel needs on both sides, and the rail of undo arrows."""


class Blocks:
    """Lays cards out in a language."""

    def __init__(self, reading: Reading) -> None:
        """Take the reader, for the few words that stand between cards."""
        self.nothing = reading.say("branch.nothing")

    # --- How much room ------------------------------------------------------------------------------------------------
    def least(self, card: Card) -> float:
        """Return how narrow a card may become."""
        inner = [self._branch(branch, self.least) for branch in card.branches]
        return max([NARROW, *(each + _PANEL for each in inner)])

    def wish(self, card: Card) -> float:
        """Return how wide a card would like to be."""
        inner = [self._branch(branch, self.wish) for branch in card.branches]
        match card.split:
            case "none":
                return LEAF
            case "aside":
                return LEAF + 2 * (max(inner) + _GAP)
            case "rounds" | "part":
                return max(inner, default=0) + _PANEL + 8
            case _:
                return sum(inner) + _BETWEEN * (len(inner) - 1) + _PANEL

    def _branch(self, branch: Branch, measure: object) -> float:
        of = self.least if measure == self.least else self.wish
        rail = _RAIL if _undoable(branch) else 0
        return max(map(of, branch.cards), default=EMPTY - _PANEL) + _PANEL + rail

    # --- One below the other ------------------------------------------------------------------------------------------
    def flow(self, cards: Sequence[Card], room: float, *, rail: bool = False) -> Box:
        """Return cards one below the other with arrows between them; with a rail of undo arrows on the left."""
        side = _RAIL if rail else 0
        boxes = [self.card(card, min(room - side, self.wish(card))) for card in cards]
        wide = max((box.width for box in boxes), default=0)
        spine, y, parts, ticks = side + wide / 2, 0.0, [], []
        for n, (card, box) in enumerate(zip(cards, boxes, strict=True)):
            if n:
                parts.append(down(spine, y - _GAP, y))
            x = spine - box.spine
            parts.append(box.at(x, y))
            if _has_undo(card):
                ticks.append((x, y + 18))
            y += box.height + _GAP
        if rail:
            parts.append(_undo_rail(ticks))
        return Box(wide + side, max(0.0, y - _GAP), "".join(parts), spine)

    def card(self, card: Card, room: float) -> Box:
        """Return a card with all it holds."""
        match card.split:
            case "none":
                return leaf(card, min(room, LEAF))
            case "aside":
                return self._aside(card, room)
            case "ways" | "together":
                return self._columns(card, room)
            case "plans":
                return self._plans(card, room)
            case "rounds" | "part":
                return self._rounds(card, room)

    def panel(self, branch: Branch, room: float, *, dashed: bool = False) -> Box:
        """Return a branch in a field of its own."""
        rail = _undoable(branch)
        inner = self.flow(branch.cards, room - _PANEL, rail=rail) if branch.cards else self._empty()
        return panel(branch.label, inner, room, undone=branch.undone, dashed=dashed)

    def _empty(self) -> Box:
        return Box(100, 18, text(self.nothing, 50, 0, Type(12, FAINT, anchor="middle")), 50)

    # --- Side by side -------------------------------------------------------------------------------------------------
    def widths(self, branches: Sequence[Branch], room: float) -> list[float] | None:
        """Return how wide branches are side by side; None where there is no room for that."""
        left = room - _BETWEEN * (len(branches) - 1)
        least = [self._branch(branch, self.least) for branch in branches]
        wish = [self._branch(branch, self.wish) for branch in branches]
        if sum(wish) <= left:
            return wish
        if sum(least) > left:
            return None
        spare = (left - sum(least)) / (sum(wish) - sum(least))
        return [low + (high - low) * spare for low, high in zip(least, wish, strict=True)]

    def _columns(self, card: Card, room: float) -> Box:
        """Return branches side by side below what they hang on, and joined again; else one below the other."""
        widths = self.widths(card.branches, room)
        if widths is None:
            return self._listed(card, room)
        top = leaf(card, min(room, LEAF * 0.8))
        boxes = [self.panel(branch, wide) for branch, wide in zip(card.branches, widths, strict=True)]
        whole = max(sum(widths) + _BETWEEN * (len(boxes) - 1), top.width)
        tall, spine, y = max(box.height for box in boxes), whole / 2, top.height + 2 * _GAP
        strength = 3.0 if card.split == "together" else 1.5
        parts, centres = (
            [top.at(spine - top.width / 2, 0)],
            _centres(widths, (whole - sum(widths) - _BETWEEN * (len(boxes) - 1)) / 2),
        )
        parts.append(line((spine, top.height), (spine, top.height + _GAP)))
        for box, centre in zip(boxes, centres, strict=True):
            parts += [box.at(centre - box.spine, y), down(centre, y - _GAP, y)]
            parts.append(line((centre, y + box.height), (centre, y + tall + _GAP)))
        for at in (y - _GAP, y + tall + _GAP):
            parts.append(line((centres[0], at), (centres[-1], at), width=strength))
        return Box(whole, y + tall + _GAP, "".join(parts), spine)

    def _listed(self, card: Card, room: float) -> Box:
        """Return branches one below the other inside their card."""
        inner = stacked([self.panel(branch, room - _PANEL) for branch in card.branches], 10)
        return frame(card, inner, room)

    # --- Plans --------------------------------------------------------------------------------------------------------
    def _plans(self, card: Card, room: float) -> Box:
        """Return plans side by side, each reached by undoing the one before; else one below the other."""
        inside = room - _PANEL
        widths = self.widths(card.branches, inside)
        if widths is None:
            return self._listed_plans(card, room)
        boxes = [self.panel(branch, wide) for branch, wide in zip(card.branches, widths, strict=True)]
        gap, tall = _BETWEEN, max(box.height for box in boxes)
        x, parts, lefts = 0.0, [], []
        for box in boxes:
            parts.append(box.at(x, 0))
            lefts.append(x)
            x += box.width + gap
        for before, after in pairwise(range(len(boxes))):
            begin, end = lefts[before] + boxes[before].width, lefts[after]
            parts += [line((begin, 17), (end - 6, 17), colour=COLOURS["undo"]), head(end, 17, -90, COLOURS["undo"])]
        inner = Box(x - gap, tall, "".join(parts), (x - gap) / 2)
        return frame(card, inner, max(inner.width + _PANEL, min(room, LEAF)))

    def _listed_plans(self, card: Card, room: float) -> Box:
        boxes, parts, y = [self.panel(branch, room - _PANEL) for branch in card.branches], [], 0.0
        for n, box in enumerate(boxes):
            if n:
                parts += [
                    line((24, y - _BETWEEN), (24, y - 6), colour=COLOURS["undo"]), head(24, y, 0, COLOURS["undo"]),
                ]  # fmt: skip
            parts.append(box.at(0, y))
            y += box.height + _BETWEEN
        inner = Box(room - _PANEL, y - _BETWEEN, "".join(parts), (room - _PANEL) / 2)
        return frame(card, inner, room)

    # --- Loops, parts, and what hangs on a card -----------------------------------------------------------------------
    def _rounds(self, card: Card, room: float) -> Box:
        """Return a loop (on sheets) or a part (on one) with its steps inside."""
        sheets = 2 if card.split == "rounds" else 0
        inside = room - _PANEL - 4 * sheets
        first, *others = card.branches
        boxes = [self.flow(first.cards, inside), *(self.panel(branch, inside) for branch in others)]
        return frame(card, _centred(boxes, 14), room, sheets=sheets)

    def _aside(self, card: Card, room: float) -> Box:
        """Return a card with what hangs on it beside it where there is room on both sides, else inside it."""
        side = min((room - LEAF) / 2 - _GAP, max(self._branch(branch, self.wish) for branch in card.branches))
        if side < max(self._branch(branch, self.least) for branch in card.branches):
            return self._hung(card, room)
        own = leaf(card, LEAF)
        hung = stacked([self.panel(branch, side, dashed=True) for branch in card.branches], 10)
        left, x = side + _GAP, side + 2 * _GAP + LEAF
        arrow = line((x - _GAP, 26), (x - 6, 26), dashed=True) + head(x, 26, -90)
        body = own.at(left, 0) + hung.at(x, 0) + arrow
        tall = max(own.height, hung.height)
        on = line((left + LEAF / 2, own.height), (left + LEAF / 2, tall)) if tall > own.height else ""
        return Box(x + side, tall, body + on, left + LEAF / 2)

    def _hung(self, card: Card, room: float) -> Box:
        told, top = words(card, room)
        inside = room - LEFT - 12
        inner = stacked([self.panel(branch, inside, dashed=True) for branch in card.branches], 10)
        height = top + inner.height + 12
        body = rect(0, 0, room, height) + edge(card.tone, height) + told + inner.at(LEFT, top)
        return Box(room, height, named(card, body), room / 2)


def _centred(boxes: Sequence[Box], gap: float) -> Box:
    wide = max(box.width for box in boxes)
    y, parts = 0.0, []
    for box in boxes:
        parts.append(box.at((wide - box.width) / 2, y))
        y += box.height + gap
    return Box(wide, y - gap, "".join(parts), wide / 2)


def _centres(widths: Sequence[float], start: float) -> list[float]:
    """Return the middle of each column."""
    found, x = [], start
    for wide in widths:
        found.append(x + wide / 2)
        x += wide + _BETWEEN
    return found


# --- Undoing ----------------------------------------------------------------------------------------------------------
def _has_undo(card: Card) -> bool:
    return any(note.mark == "undo" for note in card.notes)


def _undoable(branch: Branch) -> bool:
    return any(map(_has_undo, branch.cards))


def _undo_rail(ticks: Sequence[tuple[float, float]]) -> str:
    """Return the way back: from the last step that can be undone past those before it, upwards."""
    if not ticks:
        return ""
    colour, x, top = COLOURS["undo"], 6.0, ticks[0][1] - 14
    parts = [line((left, y), (x, y), colour=colour, dashed=True) for left, y in ticks]
    parts.append(line((x, ticks[-1][1]), (x, top + 6), colour=colour, dashed=True))
    return "".join(parts) + head(x, top, 180, colour)
