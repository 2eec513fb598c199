"""`makegood entitlement`: what law, contract or guarantee owes, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from domain.entitlement.evaluate import answer
from domain.entitlement.least import bounded
from domain.entitlement.model import Pack, Version
from domain.errors import UsageError
from domain.views.entitlement.letter import Passage, letter, together
from domain.views.wording import in_words
from domain.vocabulary import LANGUAGES
from makegood.cli.options import Common, named_values
from makegood.cli.output import Output, say, strong
from workers.library.packs import calendar_named, packs_in, read_facts, read_pack
from workers.library.shelf import IllegalDocuments

if TYPE_CHECKING:
    from domain.entitlement.answer import Answer

Language = Annotated[str, Parameter(name=["--language", "-l"])]
_WIDEST = 100


def explain(  # noqa: PLR0913 — the options of a command
    *packs: str,
    on: str,
    facts: Path | None = None,
    fact: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    version: str = "",
    known_on: str = "",
    calendar: str = "",
    language: Language = "en",
    folder: Annotated[str | None, Parameter(name="--packs")] = None,
    common: Common = Common(),
) -> None:
    """What a pack owes for a failure, as a letter would tell it: how much, by which clause, until when, and why not.

    Several packs are settled against each other: law before contract before guarantee.

    Args:
        packs: names of packs, or their files.
        on: the day of the failure; it chooses the version.
        facts: a file with what is known, in YAML or JSON.
        fact: one fact as NAME=VALUE, as often as needed.
        version: ask this version, whatever the day.
        known_on: leave versions aside that nobody could know on this day.
        calendar: count working days by this calendar.
        language: en, id or vi.
        folder: the folder of packs.
    """
    if language not in LANGUAGES:
        raise UsageError(f"“{language}” is not spoken here.", remedy=f"There are: {', '.join(LANGUAGES)}.")
    if not packs:
        raise UsageError("no pack is named.", remedy="See them all: makegood entitlement list.")
    if version and len(packs) > 1:
        raise UsageError("a version is one of one pack.", where="--version", remedy="Ask the packs one by one.")
    day, known = day_named(on, "--on"), day_named(known_on, "--known-on") if known_on else None
    settings = common.settings(packs=folder)
    asked = [read_pack(name, Path(settings["packs"])) for name in dict.fromkeys(packs)]
    given = read_facts(asked, facts, named_values(fact, "--fact"))
    counts = calendar_named(calendar, Path(settings["calendars"]))
    answers = [
        answer(pack, given[pack.pack], day, version=version, known_on=known, calendar=counts) for pack in asked
    ]  # fmt: skip
    answers = [bounded(pack, found, given[pack.pack], counts) for pack, found in zip(asked, answers, strict=True)]
    if common.json:
        common.output.document(_as_data(asked, answers, language))
        return
    for number, (pack, found) in enumerate(zip(asked, answers, strict=True)):
        common.output.line() if number else None
        _tell(common.output, letter(pack, found, language))
        common.output.line()
        common.output.line(f"{found.pack} {found.version}, {found.digest[:23]}…")
    if len(asked) > 1:
        common.output.line()
        _tell(common.output, [_together(asked, answers, language)])


def _together(packs: Sequence[Pack], answers: Sequence[Answer], language: str) -> Passage:
    from domain.entitlement.several import settled  # noqa: PLC0415 — one pack needs none

    return together(settled(answers), {pack.pack: pack for pack in packs}, language)


def _as_data(packs: Sequence[Pack], answers: Sequence[Answer], language: str) -> object:
    data = [
        {**found.model_dump(mode="json"), "letter": _plain(letter(pack, found, language))}
        for pack, found in zip(packs, answers, strict=True)
    ]
    if len(packs) == 1:
        return data[0]
    from domain.entitlement.several import settled  # noqa: PLC0415 — one pack needs none

    return {"answers": data, "together": settled(answers).model_dump(mode="json")}


def _plain(passages: Sequence[Passage]) -> list[dict[str, object]]:
    return [
        {"heading": passage.heading, "lines": [{"depth": line.depth, "text": line.text} for line in passage.lines]}
        for passage in passages
    ]


def _tell(out: Output, passages: Sequence[Passage]) -> None:
    room = min(_WIDEST, get_terminal_size((_WIDEST, 40)).columns)
    for number, passage in enumerate(passages):
        out.line(("\n" if number else "") + strong(passage.heading))
        for line in passage.lines:
            before = "  " * (line.depth + 1)
            out.line(fill(line.text, room, initial_indent=before, subsequent_indent=before + "  "))


def day_named(text: str, where: str) -> date:
    """Read the day an option names.

    Raises:
        UsageError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"“{text}” is not a day.", where=where, remedy="Write it as 2026-01-31.") from None


def list_(*, folder: Annotated[str | None, Parameter(name="--packs")] = None, common: Common = Common()) -> None:
    """Which packs there are, for whom, and their versions.

    Args:
        folder: the folder of packs.
    """
    place = Path(common.settings(packs=folder)["packs"])
    found, wrong = [], 0
    for name in packs_in(place):
        try:
            found.append(read_pack(name, place))
        except IllegalDocuments as illegal:
            wrong += len(illegal.findings)
    if common.json:
        common.output.document([_listed(pack) for pack in found])
    elif not found:
        common.output.line(f"No pack lies in {place}.")
    else:
        rows = [
            (pack.pack, pack.kind, pack.jurisdiction, pack.unit, ", ".join(_dated(v) for v in pack.versions),
             str(_doubts(pack)))
            for pack in found
        ]  # fmt: skip
        common.output.table(("PACK", "KIND", "WHERE", "UNIT", "VERSIONS", "UNVERIFIED"), rows)
    if wrong:
        say(f"{wrong} findings in other files: makegood pack validate {place}")


def _dated(version: Version) -> str:
    if version.in_force is not None:
        return f"{version.name} ({version.in_force})"
    return f"{version.name} ({version.state}{' in force' if version.state == 'never' else ''})"


def _doubts(pack: Pack) -> int:
    """Count what is unverified: versions, rules and exclusions."""
    found = [version.unverified for version in pack.versions]
    found += [rule.unverified for version in pack.versions for rule in version.rules]
    found += [exclusion.unverified for version in pack.versions for exclusion in version.exclusions]
    return sum(map(bool, found))


def _listed(pack: Pack) -> dict[str, object]:
    return {
        "pack": pack.pack, "title": in_words(pack.title, "en"), "kind": pack.kind, "jurisdiction": pack.jurisdiction,
        "payer": in_words(pack.payer, "en"), "currencies": list(pack.currencies), "unit": pack.unit,
        "facts": sorted(pack.facts), "unverified": _doubts(pack),
        "versions": [
            {"version": v.name, "state": v.state, "in_force": _day(v.in_force), "enforced_from": _day(v.enforced_from),
             "known_since": _day(v.known_since), "ended": _day(v.ended), "rules": [rule.id for rule in v.rules]}
            for v in pack.versions
        ],
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
