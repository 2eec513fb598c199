"""Drafting a playbook: what the house has that it can be made of, and writing it with an example beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import ConflictError, MakegoodError, NotFoundError, Unavailable
from domain.examples.reading import compile_examples
from domain.playbook.compiler import compile_playbook
from domain.playbook.contract import Contract, kind_of
from domain.playbook.findings import Finding
from domain.playbook.sketch import Sketch, examples_text, playbook_text
from workers.library.examples import FOLDER
from workers.library.shelf import DRAFTS, Folders, IllegalDocuments, Shelf, read_documents

_SHOWN = date(2026, 3, 31)
"""The day by which the examples of a new playbook have ended."""
_GIVEN_BY_A_REMEDY = frozenset({"payee", "amount", "reason"})


@dataclass(frozen=True, slots=True)
class Possible:
    """What a house has to make a first playbook of."""

    shelf: Shelf
    folder: Path
    roles: tuple[str, ...]

    @property
    def markets(self) -> tuple[str, ...]:
        """The markets of the house."""
        return tuple(self.shelf.markets.markets)

    def languages(self, markets: Sequence[str]) -> tuple[str, ...]:
        """Return the languages of the customers of some markets."""
        return tuple(dict.fromkeys(self.shelf.markets.markets[market].language for market in markets))

    def message(self, name: str, languages: Sequence[str]) -> str:
        """Return a message that is there in these languages, or ""."""
        message = self.shelf.messages.get(name)
        return name if message is not None and set(languages) <= message.languages else ""

    def currencies(self, markets: Sequence[str]) -> dict[str, str]:
        """Return the money of some markets; dollars where the house does not say."""
        return {market: self.shelf.markets.markets[market].currency or "USD" for market in markets}

    def calendars(self, markets: Sequence[str]) -> tuple[str, ...]:
        """Return the calendars of some markets; none where one has none, or one that does not reach the examples."""
        names = tuple(dict.fromkeys(self.shelf.markets.markets[market].calendar for market in markets))
        found = [self.shelf.calendar(name) for name in names]
        reach = all(calendar is not None and calendar.first <= _SHOWN <= calendar.last for calendar in found)
        return names if reach else ()

    @property
    def pays(self) -> tuple[str, ...]:
        """The connectors that pay with nothing but what every remedy gives, vouchers first."""
        able = [contract.name for contract in self.shelf.contracts.values() if _is_simple(contract)]
        return tuple(sorted(able, key=lambda name: ("voucher" not in name, name)))

    def files(self, name: str) -> tuple[Path, Path]:
        """Return where the draft of a playbook and its examples would lie.

        Raises:
            ConflictError: one of them is there already.
        """
        drafts = self.folder / DRAFTS
        files = (drafts / f"{name}.yaml", drafts / FOLDER / f"{name}.yaml")
        taken = [path for path in files if path.exists()]
        if taken:
            raise ConflictError(f"{taken[0]} is there already.", remedy="Choose another name, or edit it.")
        if name in self.shelf.files:
            raise ConflictError(f"{self.shelf.files[name]} is called {name} already.", remedy="Choose another name.")
        return files


def _is_simple(contract: Contract) -> bool:
    needed = {name for name, kind in contract.inputs.items() if not kind_of(kind).optional}
    return contract.pays and contract.inputs.get("amount") == "money" and needed <= _GIVEN_BY_A_REMEDY


def look_round(folders: Folders) -> Possible:
    """Return what a house has.

    Raises:
        NotFoundError: it has no markets.
    """
    shelf = read_documents((), folders)
    if not shelf.markets.markets:
        remedy = "Write them into house/markets.yaml beside the playbooks, for example markets: {us: {language: en}}."
        raise NotFoundError("the house has no markets.", where=str(folders.playbooks), remedy=remedy)
    roles = dict.fromkeys(role for hire in shelf.staff for role in hire.roles)
    return Possible(shelf, folders.playbooks, tuple(roles))


def write(possible: Possible, sketch: Sketch) -> tuple[Path, Path]:
    """Write a playbook and its examples, never over a file that is there.

    Raises:
        ConflictError: one of the files is there already.
        IllegalDocuments: what was answered makes no legal playbook; nothing is written.
    """
    files = possible.files(sketch.name)
    texts = (playbook_text(sketch, str(files[0])), examples_text(sketch, str(files[1])))
    findings = list(_findings(possible.shelf, sketch.name, files, texts))
    if findings:
        raise IllegalDocuments(findings)
    written: list[Path] = []
    try:
        for path, text in zip(files, texts, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as trouble:
        for path in written:
            path.unlink(missing_ok=True)
        raise _not_written(path, trouble) from None
    return files


def _not_written(path: Path, trouble: OSError) -> MakegoodError:
    if isinstance(trouble, FileExistsError):
        return ConflictError(f"{path} is there already.", remedy="Choose another name, or edit it.")
    return Unavailable(f"{path} cannot be written: {trouble.strerror}.")


def _findings(shelf: Shelf, name: str, files: tuple[Path, Path], texts: tuple[str, str]) -> Iterator[Finding]:
    """Check both before anything is written."""
    plan, findings = compile_playbook(texts[0], str(files[0]), shelf.surroundings)
    yield from findings
    if plan is not None:
        shelf.plans[plan.playbook], shelf.files[name] = plan, files[0]
        yield from compile_examples(texts[1], str(files[1]), shelf.surroundings, None)[1]
