"""Where examples lie: PLAYBOOKS/examples/*.yaml, each for the playbook that its first field names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import NotFoundError
from domain.examples.document import Examples
from domain.examples.reading import compile_examples
from domain.playbook.findings import plain
from domain.playbook.load import identity
from workers.library.shelf import Folders, Shelf, bytes_of, read_documents, read_playbook

FOLDER = "examples"


@dataclass(slots=True)
class Read:
    """Examples that are legal, by file, and the shelf they were read against with all that is wrong."""

    shelf: Shelf
    examples: dict[Path, Examples] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    """Playbooks that have no examples."""


def read_examples(files: Sequence[Path], folders: Folders) -> Read:
    """Read files of examples, or those beside the playbooks that are named; without files all that there are.

    Raises:
        NotFoundError: a file cannot be read, or there are no examples.
    """
    read = Read(read_documents((), folders))
    for path in _wanted(files, folders, read):
        _read(read, path)
    return read


def _wanted(files: Sequence[Path], folders: Folders, read: Read) -> Iterator[Path]:
    folder = folders.playbooks / FOLDER
    if not files:
        found = sorted(folder.glob("*.yaml"))
        if not found:
            remedy = "Write some, or have a playbook written with an example: makegood playbook new."
            raise NotFoundError(f"there are no examples in {folder}.", remedy=remedy)
        read.without = sorted(set(read.shelf.files) - {identity(bytes_of(path)).name for path in found})
        yield from found
        return
    for path in files:
        if path.is_dir():
            yield from _in_folder(path, read)
        else:
            yield from _named(path, read)


def _in_folder(path: Path, read: Read) -> Iterator[Path]:
    """Yield the files of examples in a folder, or those for the playbooks in it."""
    for file in sorted(path.glob("*.yaml")):
        name, kind = identity(bytes_of(file)).name, identity(bytes_of(file)).kind
        if kind == "examples":
            yield file
        elif kind == "playbook":
            read.shelf.files[name] = file
            found = _beside(file, name)
            read.without += [] if found else [name]
            yield from found


def _beside(path: Path, name: str) -> list[Path]:
    """Return the files of examples beside a playbook that are for it."""
    folder = path.parent / FOLDER
    return [other for other in sorted(folder.glob("*.yaml")) if identity(bytes_of(other)).name == name]


def _named(path: Path, read: Read) -> Iterator[Path]:
    """Yield a file of examples, or those for a playbook."""
    text = bytes_of(path)
    if identity(text).kind == "examples":
        yield path
        return
    name, kind = identity(text).name, identity(text).kind
    if kind and kind != "playbook":
        remedy = "Name one, for example playbooks/late-flight.yaml."
        raise NotFoundError(f"{path} is neither a playbook nor examples of one.", remedy=remedy)
    read.shelf.files[name] = path
    found = _beside(path, name)
    if not found:
        place = path.parent / FOLDER / f"{name}.yaml"
        remedy = f"Write some into {place}."
        if place.is_file():
            remedy = f"{place} is for “{plain(identity(bytes_of(place)).name)}”: write examples: {name} there."
        raise NotFoundError(f"{path} has no examples.", remedy=remedy)
    yield from found


def _read(read: Read, path: Path) -> None:
    """Compile one file; a playbook that is illegal itself is among the findings."""
    text, shelf = bytes_of(path), read.shelf
    for beside in sorted(path.parent.parent.glob("*.yaml")) if path.parent.name == FOLDER else ():
        shelf.files[identity(bytes_of(beside)).name] = beside  # a draft goes before what is published
    name = identity(text).name
    if name in shelf.files and name not in shelf.plans:
        read_playbook(shelf, shelf.files[name])
    found, findings = compile_examples(text, str(path), shelf.surroundings, shelf.members)
    shelf.findings += findings
    if found is not None:
        read.examples[path] = found
