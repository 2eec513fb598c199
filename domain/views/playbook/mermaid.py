"""The picture of a playbook as a Mermaid flowchart, for pages and reviews that draw Mermaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from domain.views.playbook.colours import COLOURS, LIGHT
from domain.views.playbook.picture import Branch, Card
from domain.views.playbook.reading import Reading
from domain.views.playbook.whole import picture

_ENTITIES: Final = str.maketrans({
    '"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "'", "\n": " ", "\r": " ", "\t": " ",
    ";": "#59;", "\\": "#92;", "%": "#37;",
})  # fmt: skip
"""What means something to Mermaid or to the page round it."""


class _End(NamedTuple):
    """Where an arrow begins, what stands on it, and whether it is one of undoing or of the side."""

    node: str
    label: str = ""
    dashed: bool = False


def mermaid(reading: Reading) -> str:
    """Return a playbook as a Mermaid flowchart."""
    return "\n".join(_Chart(reading).lines()) + "\n"


@dataclass
class _Chart:
    reading: Reading
    count: int = 0
    out: list[str] = field(default_factory=list)
    depth: int = 1

    def lines(self) -> list[str]:
        """Return all lines of the chart."""
        whole = picture(self.reading)
        self.out += [f"%% {_plain(whole.title)} ({whole.name})", "flowchart TD"]
        self.write(f"begin([{_quoted(self.reading.say('picture.begin'))}])")
        ends = self.flow(whole.cards, [_End("begin")])
        self.write(f"finish([{_quoted(self.reading.say('picture.end'))}])")
        self.join(ends, "finish")
        for each in whole.whenever:
            with_label = Branch(each.label, each.cards)
            self.group(with_label, [])
        self.out += [f"  classDef {tone} {_style(tone)}" for tone in COLOURS]
        return self.out

    def write(self, line: str) -> None:
        """Write a line at the depth of its group."""
        self.out.append("  " * self.depth + line)

    def name(self) -> str:
        """Return a new name."""
        self.count += 1
        return f"n{self.count}"

    def join(self, ends: Sequence[_End], node: str) -> None:
        """Draw the arrows that lead to a node."""
        for end in dict.fromkeys(ends):
            arrow = "-.->" if end.dashed else "-->"
            label = f"|{_quoted(end.label)}|" if end.label else ""
            self.write(f"{end.node} {arrow}{label} {node}")

    def node(self, card: Card, ends: Sequence[_End]) -> str:
        """Draw a card and the arrows that lead to it."""
        name = self.name()
        opening, closing = ("{{", "}}") if card.split in {"ways", "plans", "together"} else ("[", "]")
        told = "<br/>".join([f"<b>{_plain(card.verb)}</b>", *(_plain(line) for line in (card.title, *_notes(card)))])
        self.write(f'{name}{opening}"{told}"{closing}:::{card.tone}')
        self.join(ends, name)
        for note in card.notes:
            if note.mark == "undo":
                back = self.name()
                self.write(f"{back}[{_quoted('↩ ' + note.text)}]:::undo")
                self.join([_End(name, dashed=True)], back)
        return name

    def flow(self, cards: Sequence[Card], ends: list[_End]) -> list[_End]:
        """Draw cards one behind the other; return where the arrows to what follows begin."""
        for card in cards:
            ends = self.card(card, ends)
        return ends

    def card(self, card: Card, ends: list[_End]) -> list[_End]:
        """Draw a card with all it holds."""
        node = self.node(card, ends)
        if card.split in {"rounds", "part"}:
            first, *others = card.branches
            found = self.group(first, [_End(node)])
            return [*found, *(end for branch in others for end in self.branch(branch, node))]
        found = [end for branch in card.branches for end in self.branch(branch, node, aside=card.split == "aside")]
        return [_End(node), *found] if card.split in {"aside", "none"} else found

    def branch(self, branch: Branch, node: str, *, aside: bool = False) -> list[_End]:
        """Draw a branch that hangs on a node."""
        ends = self.flow(branch.cards, [_End(node, branch.label, aside or branch.undone)])
        return ends if branch.leads_on else []

    def group(self, branch: Branch, ends: list[_End]) -> list[_End]:
        """Draw a branch in a frame of its own."""
        name = self.name()
        self.write(f"subgraph {name}[{_quoted(branch.label)}]")
        self.depth += 1
        found = self.flow(branch.cards, ends)
        self.depth -= 1
        self.write("end")
        self.write(f"class {name} plain")
        return found


def _style(tone: str) -> str:
    dashes = ",stroke-dasharray:4 3" if tone == "undo" else ""
    return f"fill:{LIGHT[tone]},stroke:{COLOURS[tone]}{dashes},color:#1b1f24"


def _notes(card: Card) -> Iterator[str]:
    return (note.text for note in card.notes if note.mark != "undo")


def _plain(text: str) -> str:
    """Return a text without marks that mean something to Mermaid."""
    return text.translate(_ENTITIES)


def _quoted(text: str) -> str:
    return f'"{_plain(text)}"'
