"""`makegood playbook`: check playbooks, and try them before anybody is bound by them."""

from __future__ import annotations

from pathlib import Path

from domain.errors import Findings, NotFoundError, UsageError
from makegood.cli.options import Common, Documents
from makegood.cli.output import say
from workers.settings import Settings
from workers.shelf import Folders, Shelf, read_documents

_MOST_CASES = 1_000_000


def _read(files: tuple[Path, ...], documents: Documents, common: Common) -> Shelf:
    settings: Settings = common.settings(**documents.flags())
    if not files:
        raise UsageError("no file is named.", remedy="Name one or more, for example playbooks/late-flight.yaml.")
    return read_documents(files, Folders.of(settings))


def validate(*files: Path, documents: Documents = Documents(), common: Common = Common()) -> int:
    """Check playbooks, and other documents of the house; every finding at once.

    Args:
        files: the files to check.
    """
    shelf, out = _read(files, documents, common), common.output
    if out.as_json:
        out.document({"files": [str(file) for file in files], "findings": [f.as_json() for f in shelf.findings]})
    elif shelf.findings:
        for finding in shelf.findings:
            out.line(str(finding))
        say(f"{len(shelf.findings)} finding" + ("s." if len(shelf.findings) > 1 else "."))
    else:
        out.line(f"{len(files)} legal." if len(files) > 1 else f"{files[0]} is legal.")
    return Findings.exit_code if shelf.findings else 0


def simulate(
    file: Path,
    *,
    cases: int = 1_000,
    seed: int = 1,
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

    from workers import simulating  # noqa: PLC0415 — as above

    if not 1 <= cases <= _MOST_CASES:
        raise UsageError(f"{cases} is no number of cases.", where="--cases", remedy=f"From 1 to {_MOST_CASES:,}.")
    shelf = _read((file,), documents, common).legal()
    if not shelf.plans:
        raise NotFoundError(f"{file} is no playbook.")
    found = asyncio.run(simulating.simulate(simulating.books_of(next(iter(shelf.plans.values())), shelf), cases, seed))
    from makegood.cli.simulated import as_data, tell  # noqa: PLC0415 — as above

    if common.json:
        common.output.document(as_data(found))
        return
    tell(common.output, found, seed)
    speed = found.cases / found.seconds if found.seconds else 0
    say(f"{found.seconds:.2f} s of one core: {speed:,.0f} cases a second.")
