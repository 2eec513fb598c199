"""How bad a case is, in words a manager can read aloud: likelihood, each scale, what makes it worse, the tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from domain.case.book import Book
from domain.case.state import Case
from domain.money import told
from domain.risk import MODIFIERS, SCALES
from domain.views.phrases import phrase
from domain.views.playbook.words.values import VALUES
from domain.views.wording import in_words
from domain.vocabulary import Level, Likelihood

_KNOWN_BY: Mapping[str, str] = {
    "playbook": "by its facts", "reporter": "a regulator told us", "reopened": "the case came back",
    "said": "said by hand",
}  # fmt: skip
SHOWN = 19
"""So many characters of a digest are shown."""


def weighed(likelihood: Likelihood, consequence: Mapping[str, Level], language: str) -> str:
    """Return what was weighed: how likely harm is, and how bad on each scale."""
    levels = [
        f"{_value(f'scale.{scale}', language)}: {_value(f'level.{consequence[scale]}', language)}"
        for scale in SCALES
        if scale in consequence
    ]
    return phrase(
        "weighed", language, likelihood=_value(f"likelihood.{likelihood}", language), levels=", ".join(levels)
    )


def worse_by(book: Book, modifiers: Mapping[str, str], language: str) -> str:
    """Return what makes it weigh more, "" where nothing does."""
    reasons = [why_of(book, name, language) for name in MODIFIERS if name in modifiers]
    return phrase("weighed.more", language, reasons="; ".join(reasons)) if reasons else ""


def why_of(book: Book, modifier: str, language: str) -> str:
    """Return why a modifier makes it worse, as the matrix says."""
    line = book.matrix.modifiers.get(modifier)  # type: ignore[call-overload] # a name that the record keeps
    return (in_words(line.why, language) if line is not None else "") or modifier.replace("_", " ")


def tier_called(tier: str, language: str) -> str:
    """Return what a tier is called."""
    return _value(f"tier.name.{tier}", language)


def _value(name: str, language: str) -> str:
    words = VALUES[name]
    return words.get(language, words["en"])


def shown(case: Case, book: Book, at: Callable[[datetime | None], str]) -> Iterator[tuple[str, str]]:
    """Yield the assessment that holds, for people of the house: what it is about, and a sentence."""
    if case.likelihood is None:
        return
    judged = book.matrix.judge(case.likelihood, case.consequence, case.modifiers)
    yield "risk", weighed(case.likelihood, case.consequence, "en")
    by = ", ".join(scale for scale in judged.scales if judged.scales_alone != "routine")
    scales = f"the scales alone make it {judged.scales_alone}" + (f" ({by})" if by else "")
    matrix = f"matrix {book.matrix.name} {case.matrix[:SHOWN]}…"
    for name, how in case.modifiers.items():
        yield "worse by", f"{why_of(book, name, 'en')} ({name.replace('_', ' ')}, {_KNOWN_BY.get(how, how)})"
    yield "tier", f"{scales}; with all of it {judged.tier}; {_holds(case, judged.tier)}{matrix}"
    if case.useless_after is not None:
        yield "of use", f"a remedy is of use until {at(case.useless_after)}"
    for name, asked in case.wanted.items():
        if case.tasks[name].status == "open":
            what = {
                "lower": f"that it becomes {asked.tier}", "cancel": "to call it off",
                "redirect": "what is on its way to go elsewhere",
                "decline": f"that {asked.step} is not wanted",
                "elsewhere": f"that {told(asked.amount, 'en') if asked.amount else 'money'} came from elsewhere",
                "came-back": f"that {asked.step} came back and is paid again",
            }.get(asked.act, f"to {asked.act} {asked.step}")  # fmt: skip
            yield "asked", f"{asked.by} wants {what}: {asked.why} (a second person answers {name})"
            older = case.wanted.get(asked.replaces)
            if older is not None:
                yield (
                    "replaced",
                    f"what {older.by} wanted: {older.why} ({asked.replaces} is over)",
                )


def _holds(case: Case, computed: str) -> str:
    """Say what holds where it is not what the matrix makes of it: raised by hand or reopened, or lowered by two."""
    return "" if case.tier == computed else f"by decision it is {case.tier}; "
