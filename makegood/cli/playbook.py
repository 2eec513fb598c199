"""`makegood playbook`: check playbooks, and try them before anybody is bound by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from cyclopts import Parameter

from domain.errors import Findings, NotFoundError, UsageError
from domain.playbook.findings import Finding, plain
from domain.views.findings import annotation, sarif
from domain.views.wording import counted
from makegood.cli.options import WHOLE, Common, Documents
from makegood.cli.output import Output, say
from makegood.cli.version import version
from workers.library.shelf import Folders, Shelf, read_documents
from workers.settings import Settings

Format = Literal["text", "json", "sarif", "github"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_MOST_CASES = 1_000_000


def _read(files: tuple[Path, ...], documents: Documents, common: Common) -> Shelf:
    settings: Settings = common.settings(**documents.flags())
    if not files:
        raise UsageError("no file is named.", remedy="Name one or more, for example playbooks/late-flight.yaml.")
    return read_documents(files, Folders.of(settings))


def validate(
    *files: Path,
    format: str = "",  # noqa: A002 — the name of the option
    strict: Annotated[bool, Parameter(negative="")] = False,
    documents: Documents = Documents(),
    common: Common = Common(),
) -> int:
    """Check playbooks, and other documents of the house; every finding at once.

    A playbook that is legal is looked at again for what seems unwise: these are warnings, and forbid nothing.

    Args:
        files: the files to check; a folder stands for the files in it.
        format: how findings are written: text (unless said), json, sarif (2.1.0) or github (annotations of a workflow).
        strict: fail for warnings, too.
    """
    chosen = _format(format, as_json=common.json)
    files = tuple(file for each in files for file in _inside(each))
    shelf = _read(files, documents, common)
    from workers.library.advising import warnings  # noqa: PLC0415 — help is shown without it

    findings = [*shelf.findings, *warnings(shelf)]
    _tell(chosen, files, findings, common.output)
    if strict and findings and not shelf.findings and chosen in {"text", "github"}:
        say("--strict lets no warning pass.")
    return Findings.exit_code if shelf.findings or (strict and findings) else 0


def _inside(named: Path) -> list[Path]:
    """Return the documents of a folder; a file stands for itself."""
    if not named.is_dir():
        return [named]
    found = sorted(named.glob("*.yaml"))
    if not found:
        raise NotFoundError(f"there is no document in {plain(str(named))}.", remedy="Their names end in .yaml.")
    return found


def _format(written: str, *, as_json: bool) -> Format:
    """Return how findings are written; --json is --format json, and goes with nothing else."""
    chosen = next((known for known in FORMATS if known == (written or ("json" if as_json else "text"))), None)
    if chosen is None:
        remedy = f"Write one of {', '.join(FORMATS)}."
        raise UsageError(f"“{plain(written)}” is no format of findings.", where="--format", remedy=remedy)
    if as_json and chosen != "json":
        what = f"--json and --format {chosen} contradict each other."
        raise UsageError(what, where="--format", remedy="Leave out one of them.")
    return chosen


def _tell(chosen: Format, files: Sequence[Path], findings: Sequence[Finding], out: Output) -> None:
    """Print what was found; what is said to people beside it goes to stderr."""
    if chosen == "json":
        out.document({"files": [str(file) for file in files], "findings": [f.as_json() for f in findings]})
    elif chosen == "sarif":
        out.document(sarif([replace(finding, file=_from_here(finding.file)) for finding in findings], version()))
    elif chosen == "github":
        for finding in findings:
            out.line(annotation(replace(finding, file=_from_here(finding.file))))
    else:
        for finding in findings:
            out.line(str(finding))
        if all(finding.level == "warning" for finding in findings):
            out.line(f"{len(files)} legal." if len(files) > 1 else f"{plain(str(files[0]))} is legal.")
    if findings and chosen in {"text", "github"}:
        say(f"{counted_findings(findings)}.")


def counted_findings(findings: Sequence[Finding]) -> str:
    """Say how many findings and warnings there are."""
    warnings = sum(finding.level == "warning" for finding in findings)
    counts = {"finding": len(findings) - warnings, "warning": warnings}
    return ", ".join(counted(number, what) for what, number in counts.items() if number)


def _from_here(file: str) -> str:
    """Return the path of a file from the working folder, which is the top of the sources where findings are shown."""
    path, here = Path(file), Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def simulate(
    file: Path,
    *,
    cases: Annotated[int, WHOLE] = 1_000,
    seed: Annotated[int, WHOLE] = 1,
    documents: Documents = Documents(),
    common: Common = Common(),
) -> None:
    """Play made-up failures through a playbook on a virtual clock. Nothing is published, nobody is told.

    Facts are drawn just below, at and just above where conditions turn; partners and people refuse, are late, fall
    silent. Told is how long it took, which way cases went, what they cost, what broke or got stuck, what was not seen.

    Args:
        file: the playbook.
        cases: how many failures.
        seed: the seed of what is made up.
    """
    import asyncio  # noqa: PLC0415 — validate starts without it

    from workers.library import simulating  # noqa: PLC0415 — as above

    if not 1 <= cases <= _MOST_CASES:
        raise UsageError(f"{cases} is no number of cases.", where="--cases", remedy=f"From 1 to {_MOST_CASES:,}.")
    shelf = _read((file,), documents, common).legal()
    if not shelf.plans:
        raise NotFoundError(f"{file} is no playbook.", remedy="Name one, for example playbooks/late-flight.yaml.")
    books = simulating.books_of(next(iter(shelf.plans.values())), shelf)
    found = asyncio.run(simulating.simulate(books, cases, seed, currencies=simulating.currencies_of(shelf)))
    from makegood.cli.simulated import as_data, tell  # noqa: PLC0415 — as above

    if common.json:
        common.output.document(as_data(found))
        return
    tell(common.output, found, seed)
    speed = found.cases / found.seconds if found.seconds else 0
    say(f"{found.seconds:.2f} s of one core: {speed:,.0f} cases a second.")
