"""`makegood document`: put documents in force, two persons each; and take them out of force."""

from __future__ import annotations

from builtins import list as Lines  # noqa: N812 — `list` is a command here
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from domain.clock.instant import instant_text
from domain.documents import DOCUMENT_EVENTS, SHORT, Published
from domain.errors import NotFoundError
from domain.publishing import Document, Version
from domain.record import Envelope, open_record
from domain.views.wording import counted
from makegood.cli.options import Common, Documents
from makegood.cli.options import instant as parse
from makegood.cli.output import Output, strong
from workers.asking import ask
from workers.door.publishing import find
from workers.library.shelf import Folders, bytes_of, read_shelf
from workers.opening import Reading, reading

_EXACT = frozenset({"content", "source"})


def list(*, waiting: Annotated[bool, Parameter(negative="")] = False, common: Common = Common()) -> None:  # noqa: A001 — the command is called list
    """What is in force, since when and by whom; what is planned, retired or stopped; and what waits to be approved.

    Args:
        waiting: only what waits to be approved.
    """

    async def load(r: Reading) -> tuple[Lines[Document], datetime]:
        await r.library.refresh()
        return r.library.documents, r.clock.now()

    (documents, now), out = reading(common.settings(), load), common.output
    if out.as_json:
        out.document([_as_data(one, now) for one in documents if one.waiting or not waiting])
        return
    rows = [row for one in documents for row in _rows(one, now, out) if not waiting or row[1] == "waits"]
    if rows:
        out.table(("document", "", "version", "since", "written by", "approved by", "why"), rows)
    else:
        out.line("Nothing waits to be approved." if waiting else "There are no documents yet. See makegood up.")


def _rows(one: Document, now: datetime, out: Output) -> Lines[Sequence[str]]:
    """Return a line for the version in force, and one for each that is planned, waits, or was stopped."""
    rows: Lines[Sequence[str]] = []
    version = one.in_force(now)
    if version is not None:
        rows.append(_row(one, "retired" if one.retired else "in force", version, out))
    rows += [_row(one, "planned", each, out) for each in one.planned(now)]
    for digest, switch in one.stops.items():
        rows.append((one.called, "stopped", digest[7:SHORT] or "all", "–", "–", switch.by, switch.why))
    for handed in one.waiting.values():
        at = out.instant(handed.at)
        rows.append((one.called, "waits", handed.digest[7:SHORT], at, handed.author, "–", handed.why))
    return rows


def _row(one: Document, state: str, version: Version, out: Output) -> Sequence[str]:
    since, digest = out.instant(version.since), version.digest[7:SHORT]
    return (one.called, state, digest, since, version.author or "nobody else", version.by, version.why)


def _as_data(one: Document, now: datetime) -> Mapping[str, object]:
    force = one.in_force(now)
    return {
        "kind": one.kind, "name": one.name,
        "in_force": _version(force) if force is not None else None,
        "planned": [_version(each) for each in one.planned(now)],
        "retired": {"by": one.retired.by, "why": one.retired.why} if one.retired else None,
        "stopped": [{"version": d, "by": each.by, "why": each.why} for d, each in one.stops.items()],
        "waiting": [
            {"version": each.digest, "author": each.author, "why": each.why, "at": instant_text(each.at)}
            for each in one.waiting.values()
        ],
    }  # fmt: skip


def _version(version: Version) -> Mapping[str, object]:
    return {
        "version": version.digest, "since": instant_text(version.since), "author": version.author,
        "by": version.by, "why": version.why,
    }  # fmt: skip


def show(document: str, *, source: Annotated[bool, Parameter(negative="")] = False, common: Common = Common()) -> None:
    """Everything that happened to a document, with who and why.

    Args:
        document: the document, as KIND/NAME or NAME, with @VERSION for one version.
        source: print instead what was read for the version: the one that is named, else what waits, else what is in
            force.
    """

    async def load(r: Reading) -> tuple[Document, str, Lines[Envelope], datetime]:
        await r.library.refresh()
        found, version = find(r.library, document)
        records = [open_record(one, DOCUMENT_EVENTS) for one in await r.journal.read(found.where)]
        return found, version, records, r.clock.now()

    (found, version, records, now), out = reading(common.settings(), load), common.output
    records = [record for record in records if _is_about(record, version)]
    if not records:
        raise NotFoundError(f"there is no version “{version}” of {found.called}.", where=found.where)
    if source:
        print(_source(found, version, records, now), end="")  # noqa: T201 — this is the output
    elif out.as_json:
        facts = [{name: value for name, value in _fact(record).items() if name not in _EXACT} for record in records]
        out.document({**_as_data(found, now), "facts": facts})
    else:
        out.line(strong(found.called))
        rows = [
            (out.instant(record.recorded_at), _called(record), str(getattr(record.event, "digest", ""))[7:SHORT] or "–",
             record.actor, record.account or "–", str(getattr(record.event, "why", "")) or "–")
            for record in records
        ]  # fmt: skip
        out.table(("when", "fact", "version", "who", "account", "why"), rows)


def _called(record: Envelope) -> str:
    """Return what a fact is called; a publication without an author was one person's alone."""
    alone = isinstance(record.event, Published) and not record.event.author
    return f"{record.type} alone" if alone else record.type


def _is_about(record: Envelope, version: str) -> bool:
    digest = str(getattr(record.event, "digest", ""))
    return not version or digest.removeprefix("sha256:").startswith(version.removeprefix("sha256:"))


def _fact(record: Envelope) -> Mapping[str, object]:
    told = {name: value for name, value in vars(record.event).items() if name not in {"at", "kind", "name"}}
    told = {name: instant_text(value) if isinstance(value, datetime) else value for name, value in told.items()}
    return {"fact": record.type, "at": instant_text(record.occurred_at), "account": record.account, **told}


def _source(found: Document, version: str, records: Sequence[Envelope], now: datetime) -> str:
    if version:
        told = next((str(source) for one in records if (source := getattr(one.event, "source", ""))), "")
    elif found.waiting:
        told = next(iter(found.waiting.values())).source
    else:
        in_force = found.in_force(now)
        told = in_force.source if in_force is not None else ""
    return told if told.endswith("\n") or not told else told + "\n"


# --- Two persons -----------------------------------------------------------------------------------------------------
def hand_in(*files: Path, why: str, documents: Documents = Documents(), common: Common = Common()) -> None:
    """Hand documents in, for somebody else to approve. They are checked as makegood playbook validate checks them.

    Args:
        files: the files; without any, all of the folders that are not in force as they lie there.
        why: the reason; whoever approves reads it.
    """
    settings = common.settings(**documents.flags())
    if files:
        told = {str(file): bytes_of(file).decode(errors="replace") for file in files}
        _tell(common, ask(settings, "hand-in", files=told, why=why, **{"as": common.as_}))
        return
    shelf, acts = read_shelf(Folders.of(settings)).legal(), []
    for draft in shelf.drafts:
        answer = ask(settings, "hand-in", files={draft.name: draft.source}, why=why, **{"as": common.as_})
        acts += [one for one in answer["acts"] if one["facts"]] if isinstance(answer, dict) else []
    _tell(common, {"acts": acts})
    if not acts and not common.json:
        common.output.line("What lies in the folders is in force, or waits to be approved.")


def approve(
    document: str, *, why: str, since: Annotated[str, Parameter(name="--from")] = "", common: Common = Common()
) -> None:
    """Put in force what somebody else handed in; it is checked once more against what is in force by then.

    Args:
        document: the document, as KIND/NAME or NAME, with @VERSION where several wait.
        why: the reason.
        since: from when it is in force; unless said, from now.
    """
    when = parse(since)
    _act(common, "approve", document, why=why, since=instant_text(when) if when else "")


def turn_down(document: str, *, why: str, common: Common = Common()) -> None:
    """Say no to what was handed in; its author takes it back so.

    Args:
        document: the document, as KIND/NAME or NAME, with @VERSION where several wait.
        why: the reason; its author reads it.
    """
    _act(common, "turn-down", document, why=why)


def bring_back(document: str, *, why: str, common: Common = Common()) -> None:
    """Hand an older version in again, for somebody else to approve.

    Args:
        document: the document with its version, as KIND/NAME@VERSION or NAME@VERSION.
        why: the reason.
    """
    _act(common, "bring-back", document, why=why)


def retire(document: str, *, why: str, common: Common = Common()) -> None:
    """Let no new case begin with a document; open ones go on.

    Args:
        document: the document, as KIND/NAME or NAME.
        why: the reason.
    """
    _act(common, "retire", document, why=why)


def stop(document: str, *, why: str, common: Common = Common()) -> None:
    """The kill switch: cases on a playbook begin nothing by themselves from now on.

    Outcomes are still taken in, clocks and promises run on, people may work.

    Args:
        document: the playbook, with @VERSION for one version alone.
        why: the reason; every case on it keeps it.
    """
    _act(common, "stop", document, why=why)


def resume(document: str, *, why: str, common: Common = Common()) -> None:
    """Let a stopped playbook go on: every case on it goes on where it stood.

    Args:
        document: the playbook, with @VERSION where one version alone was stopped.
        why: the reason.
    """
    _act(common, "resume", document, why=why)


def _act(common: Common, act: str, document: str, **fields: str) -> None:
    _tell(common, ask(common.settings(), act, document=document, **fields, **{"as": common.as_}))


def _tell(common: Common, answer: object) -> None:
    """Print what came of it, one line a document."""
    if common.json:
        common.output.document(answer)
        return
    acts = answer.get("acts", [answer]) if isinstance(answer, dict) else []
    for one in acts:
        facts, version = ", ".join(one["facts"]), str(one["digest"])[7:SHORT]
        told = f"{facts} {version}".strip() if facts else "that was so already; nothing changed"
        common.output.line(f"{one['document']}: {told}" + ("." if not facts else ""))
        if one.get("ends_alone"):
            common.output.line(
                "  It was the first by two persons: from now on nobody puts a document in force alone here."
            )
        if "cases" in one:
            common.output.line(f"  the engine looks at {counted(one['cases'], 'open case')} on it.")
