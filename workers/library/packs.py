"""Where packs lie: PACKS/*.yaml, their examples in PACKS/examples/; facts come from a file or from the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from domain.clock.calendar import Calendar
from domain.entitlement.compiler import compile_pack
from domain.entitlement.examples import KIND, PackExample, compile_pack_examples
from domain.entitlement.facts import Complaint, facts_from, typed, unknown, wrong_with
from domain.entitlement.model import Fact, Pack
from domain.errors import NotFoundError, UsageError
from domain.expression.errors import guess_or_list
from domain.playbook.calendar import compile_calendar
from domain.playbook.findings import Finding, Report, plain
from domain.playbook.load import identity, load
from domain.playbook.nodes import Entry, Fields, Node, Scalar
from domain.playbook.reader import Reader
from domain.values import Value
from workers.library.shelf import IllegalDocuments, bytes_of

EXAMPLES: Final = "examples"
PACK: Final = "pack"
"""The first field of a pack."""


def read_pack(named: str, folder: Path) -> Pack:
    """Return a pack by its name in the folder of packs, or by its file.

    Raises:
        NotFoundError: there is none.
        IllegalDocuments: it is not legal.
    """
    path = path_of(named, folder)
    pack, findings = compile_pack(bytes_of(path), str(path))
    if pack is None:
        raise IllegalDocuments(findings)
    return pack


def path_of(named: str, folder: Path) -> Path:
    """Return the file of a pack that is named, or that is the path itself.

    Raises:
        NotFoundError: there is none.
    """
    written = Path(named)
    if written.suffix == ".yaml" or written.is_file():
        return written
    found = packs_in(folder)
    if named not in found:
        remedy = guess_or_list(named, found)
        raise NotFoundError(f"there is no pack “{plain(named)}” in {plain(str(folder))}.", remedy=remedy)
    return found[named]


def packs_in(folder: Path) -> dict[str, Path]:
    """Return the files of packs in a folder by the names they give themselves.

    Raises:
        NotFoundError: there is no such folder.
    """
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {plain(str(folder))}.", remedy="Name the folder with --packs DIR.")
    says = {path: identity(bytes_of(path)) for path in sorted(folder.glob("*.yaml"))}
    return {each.name: path for path, each in says.items() if each.kind == PACK}


@dataclass(slots=True)
class Checked:
    """Packs and examples that were read, and everything that is wrong with them."""

    packs: dict[Path, Pack] = field(default_factory=dict)
    examples: dict[Path, tuple[Pack, list[PackExample]]] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    """Packs that have no examples."""
    findings: list[Finding] = field(default_factory=list)


def check_packs(files: Iterable[Path]) -> Checked:
    """Compile packs, and examples of packs that lie beside them or one folder above.

    Raises:
        NotFoundError: a file cannot be read.
    """
    found = Checked()
    for path in files:
        if identity(bytes_of(path)).kind == KIND:
            _examples(found, path)
        else:
            _pack(found, path)
    return found


def with_examples(files: Iterable[Path]) -> Checked:
    """Compile packs and the examples beside each; files of examples are taken alone."""
    found = Checked()
    for path in files:
        if identity(bytes_of(path)).kind == KIND:
            _examples(found, path)
            continue
        pack = _pack(found, path)
        beside = path.parent / EXAMPLES / f"{identity(bytes_of(path)).name}.yaml"
        if pack is not None and beside.is_file():
            _examples(found, beside)
        elif pack is not None:
            found.without.append(pack.pack)
    return found


def _pack(found: Checked, path: Path) -> Pack | None:
    kind = identity(bytes_of(path)).kind
    if kind and kind != PACK:
        remedy = f"A pack begins with “pack: NAME”, its examples with “{KIND}: NAME”."
        raise NotFoundError(f"{plain(str(path))} is neither a pack nor examples of one.", remedy=remedy)
    pack, findings = compile_pack(bytes_of(path), str(path))
    found.findings += findings
    if pack is not None:
        found.packs[path] = pack
    return pack


def _examples(found: Checked, path: Path) -> None:
    name = identity(bytes_of(path)).name
    there: dict[str, Path] = {}
    for folder in (path.parent.parent, path.parent):
        there |= packs_in(folder)
    if name not in there:
        report = Report(str(path), bytes_of(path).decode(errors="replace"))
        report.add("bad-name", identity(bytes_of(path)).at, f"There is no pack “{name}”.", guess_or_list(name, there))
        found.findings += report.findings
        return
    pack, findings = compile_pack(bytes_of(there[name]), str(there[name]))
    found.findings += [each for each in findings if each not in found.findings]
    if pack is not None:
        examples, wrong = compile_pack_examples(bytes_of(path), str(path), pack)
        found.findings += wrong
        if examples is not None:
            found.examples[path] = (pack, examples)


def with_examples_of(named: Sequence[Path]) -> list[Path]:
    """Return paths, each folder followed by the folder of examples in it."""
    return [path for each in named for path in (each, each / EXAMPLES) if path == each or path.is_dir()]


def files_in(named: Sequence[Path]) -> list[Path]:
    """Return files; a folder stands for the documents in it.

    Raises:
        NotFoundError: a folder holds none.
    """
    found = []
    for each in named:
        inside = sorted(each.glob("*.yaml")) if each.is_dir() else [each]
        if not inside:
            raise NotFoundError(f"there is no document in {plain(str(each))}.", remedy="Their names end in .yaml.")
        found += inside
    return found


# --- Facts -----------------------------------------------------------------------------------------------------------
def read_facts(packs: Sequence[Pack], file: Path | None, given: Mapping[str, str]) -> dict[str, dict[str, Value]]:
    """Return the facts for each pack, out of a file (YAML or JSON) and of what was given by name, which counts.

    A fact has to be one that some pack asks for; each pack gets its own.

    Raises:
        IllegalDocuments: facts that are unknown, of another type or unit, or beyond what can be; at their places.
        UsageError: the same of what was given by name.
    """
    found: dict[str, dict[str, Value]] = {pack.pack: {} for pack in packs}
    if file is not None:
        root, report = load(bytes_of(file), str(file))
        _into(found, packs, root, report)
        if report.findings:
            raise IllegalDocuments(report.findings)
    for name, text in given.items():
        _typed_into(found, packs, name, text)
    return found


def _typed_into(found: dict[str, dict[str, Value]], packs: Sequence[Pack], name: str, text: str) -> None:
    """Read a fact as somebody types it, for each pack that asks for it."""
    asking = [pack for pack in packs if name in pack.facts]
    wrong = None if asking else _unknown(packs, name)
    for pack in asking:
        try:
            value = typed(name, pack.facts[name], text)
        except UsageError as trouble:
            raise UsageError(trouble.what, remedy=trouble.remedy, where=f"--fact {name}") from None
        wrong = wrong_with(pack, name, pack.facts[name], value)
        if wrong is not None:
            break
        found[pack.pack][name] = value
    if wrong is not None:
        raise UsageError(wrong.what, remedy=wrong.remedy, where=f"--fact {name}")


def _into(found: dict[str, dict[str, Value]], packs: Sequence[Pack], root: Node | None, report: Report) -> None:
    if root is None:
        return
    if not isinstance(root, Fields):
        Reader(report).refuse(root, "A mapping of facts", "Write each as “name: value”.")
        return
    for pack in packs:
        own: dict[str, Entry] = {
            n: _as_typed(each, pack.facts[n]) for n, each in root.entries.items() if n in pack.facts
        }
        found[pack.pack].update(facts_from(Reader(report), Fields(root.at, own), pack))
    for name, entry in root.entries.items():
        if not any(name in pack.facts for pack in packs):
            wrong = _unknown(packs, name)
            report.add(wrong.rule, entry.key.at, wrong.what, wrong.remedy)


def _unknown(packs: Sequence[Pack], name: str) -> Complaint:
    """Say that nobody asks for such a fact."""
    names = {known: None for pack in packs for known in pack.facts}
    wrong = unknown(packs[0], name)
    what = wrong.what if len(packs) == 1 else f"No pack that is asked asks for a fact “{name}”."
    return Complaint(wrong.rule, what, guess_or_list(name, names))


def _as_typed(entry: Entry, fact: Fact) -> Entry:
    """Return a fact of a file as a pack's documents write it, where it is written as one types it: no, 10200."""
    node = entry.value
    if not isinstance(node, Scalar):
        return entry
    try:
        value = typed(entry.key.text, fact, node.text)
    except UsageError:
        return entry  # said at its place
    if isinstance(value, bool):
        return replace(entry, value=replace(node, text=str(value).lower(), type="yes_no"))
    if isinstance(value, int) and fact.unit and value >= 0:
        return replace(entry, value=replace(node, text=f"{value} {fact.unit}", type="text"))
    return entry


def calendar_named(name: str, folder: Path) -> Calendar | None:
    """Return a calendar by its name in the folder of calendars, or by its file; None without a name.

    Raises:
        NotFoundError: there is none.
        IllegalDocuments: it is not legal.
    """
    if not name:
        return None
    path = Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
    if not path.is_file():
        there = [each.stem for each in sorted(folder.glob("*.yaml"))]
        raise NotFoundError(f"there is no calendar “{plain(name)}”.", remedy=guess_or_list(name, there))
    calendar, findings = compile_calendar(bytes_of(path), str(path))
    if calendar is None:
        raise IllegalDocuments(findings)
    return calendar
