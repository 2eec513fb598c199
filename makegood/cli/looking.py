"""`makegood playbook graph`, `explain`, `diff`: ways to look at a playbook without running anything."""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import Annotated, Literal

from cyclopts import Parameter

from domain.errors import NotFoundError, UsageError
from domain.views.playbook.prose.lines import Line
from domain.views.playbook.reading import Reading
from domain.vocabulary import LANGUAGES
from makegood.cli.options import Common, Documents
from makegood.cli.output import Output, strong
from workers.library.shelf import Folders, Shelf, read_documents

Language = Annotated[str, Parameter(name=["--language", "-l"])]
_WIDEST = 100


def graph(
    file: Path,
    *,
    format: Literal["text", "mermaid", "svg"] = "text",  # noqa: A002 — the option is called so
    language: Language = "en",
    documents: Documents = Documents(),
    common: Common = Common(),
) -> None:
    """A playbook as a picture: its steps with branches, contingencies, undo, who does them, until when.

    Args:
        file: the playbook.
        format: text for a terminal, mermaid for pages that draw it, svg for an image.
        language: en, id or vi.
    """
    reading = _reading(file, language, documents, common)
    if format == "svg":
        from domain.views.playbook.svg.page import svg as draw  # noqa: PLC0415 — only the one that is asked for
    elif format == "mermaid":
        from domain.views.playbook.mermaid import mermaid as draw  # noqa: PLC0415 — as above
    else:
        from domain.views.playbook.text import text as draw  # noqa: PLC0415 — as above
    drawn, out = draw(reading), common.output
    if out.as_json:
        out.document({"playbook": reading.plan.playbook, "format": format, "language": language, "picture": drawn})
    else:
        out.line(drawn.removesuffix("\n"))


def explain(
    file: Path, *, language: Language = "en", documents: Documents = Documents(), common: Common = Common()
) -> None:
    """A whole playbook in plain words, as one would read it to a colleague.

    Args:
        file: the playbook.
        language: en, id or vi.
    """
    from domain.views.playbook.prose.whole import prose  # noqa: PLC0415 — a picture needs none

    reading = _reading(file, language, documents, common)
    passages, out = prose(reading), common.output
    if out.as_json:
        told = [
            {
                "heading": passage.heading,
                "lines": [{"number": line.number, "depth": line.depth, "text": line.text} for line in passage.lines],
            }
            for passage in passages
        ]
        out.document({"playbook": reading.plan.playbook, "language": language, "passages": told})
        return
    for number, passage in enumerate(passages):
        out.line(("\n" if number else "") + strong(passage.heading))
        for line in passage.lines:
            _tell(out, line)


def _tell(out: Output, line: Line) -> None:
    """Print a line of prose, set in below its number."""
    mark, before = f"{line.number} " if line.number else "", "  " * (line.depth + 1)
    room = min(_WIDEST, get_terminal_size((_WIDEST, 40)).columns)
    out.line(fill(line.text, room, initial_indent=before + mark, subsequent_indent=before + " " * len(mark)))


def _reading(file: Path, language: str, documents: Documents, common: Common) -> Reading:
    """Return a legal playbook with the language it is read in."""
    if language not in LANGUAGES:
        raise UsageError(f"“{language}” is not spoken here.", remedy=f"There are: {', '.join(LANGUAGES)}.")
    shelf = _shelf(file, documents, common)
    subjects = {name: message.subject for name, message in shelf.messages.items()}
    return Reading.of(next(iter(shelf.plans.values())), language, subjects)


def _shelf(file: Path, documents: Documents, common: Common) -> Shelf:
    """Read one playbook against its house."""
    shelf = read_documents((file,), Folders.of(common.settings(**documents.flags()))).legal()
    if not shelf.plans:
        raise NotFoundError(f"{file} is no playbook.", remedy="Name one, for example playbooks/late-flight.yaml.")
    return shelf


def diff(old: Path, new: Path, *, documents: Documents = Documents(), common: Common = Common()) -> None:
    """What differs between two states of a playbook. Both have to be legal; differences are no failure.

    Args:
        old: the playbook as it was.
        new: the playbook as it is now.
    """
    from domain.views.playbook.difference.whole import differences  # noqa: PLC0415 — a picture needs none

    before, after = (_reading(file, "en", documents, common) for file in (old, new))
    changes, out = differences(before, after), common.output
    if out.as_json:
        out.document({
            "old": before.plan.playbook, "new": after.plan.playbook, "same": not changes,
            "changes": [change.as_json() for change in changes],
        })  # fmt: skip
        return
    if not changes:
        out.line("Nothing differs.")
    for group in dict.fromkeys(change.group for change in changes):
        out.line(strong(group.capitalize()))
        for change in changes:
            if change.group == group:
                out.line(f"  {change.said}")
