"""Whatever language a pack is told in: the same numbers, clauses and rules, in the same order; nobody reads English."""

from __future__ import annotations

import re
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer
from domain.entitlement.model import Pack
from domain.entitlement.spoken import lacking, names_of, texts
from domain.views.entitlement.letter import letter
from domain.vocabulary import LANGUAGES
from tests.laws.test_entitlements import CALENDAR
from tests.support.constructs import NAMES as CONSTRUCTS
from tests.support.constructs import construct
from tests.support.packs import DAY, NAMES, facts_for, shipped

MONTHS: Final = (
    "January|Januari", "February|Februari", "March|Maret", "April", "May|Mei", "June|Juni", "July|Juli",
    "August|Agustus", "September", "October|Oktober", "November", "December|Desember",
)  # fmt: skip


SWAPPED: Final = str.maketrans(".,", ",.")


def numbers(told: str) -> list[str]:
    """Return the numbers of a text in its order; months by their number, and digits without their marks."""
    return [re.sub(r"\D", "", found) for found in numbers_as_written(told, "en")]


def numbers_as_written(told: str, language: str) -> list[str]:
    """Return the numbers of a text as English writes them: others have the point where English has the comma."""
    for number, names in enumerate(MONTHS, start=1):
        told = re.sub(rf"(?<=\d )(?:{names})\b|\b(?:{names})(?= \d{{4}})", str(number), told)
    told = re.sub(r"(:\d\d)\.\d{3}Z", r"\1Z", told)  # instants are told alike everywhere
    found = [each.rstrip(".,:") for each in re.findall(r"\d[\d.,:]*", told)]
    return found if language == "en" else [each.translate(SWAPPED) for each in found]


def neutral(pack: Pack) -> Pack:
    """Say everything of a pack in every language as in English, so that nothing differs but what Makegood says."""
    content = pack.model_copy(update={"called": {}}).model_dump(mode="json")
    for name, fact in content["facts"].items():
        fact["words"] = {"en": name.replace("_", " ")}
    return Pack.model_validate(_in_english(content))


def _in_english(part: object) -> object:
    match part:
        case {"en": english}:
            return dict.fromkeys(LANGUAGES, english)
        case dict():
            return {name: _in_english(inner) for name, inner in part.items()}
        case list():
            return [_in_english(inner) for inner in part]
        case _:
            return part


def marks(told: str, language: str, names: set[str], verbatim: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return what a line has to have in every language: its numbers, what it names, and clauses and reasons."""
    quoted = [each for each in verbatim if each in told]
    for each in quoted:
        told = told.replace(each, "§")
    named = [found for found in re.findall("“([^”]*)”", told) if found in names]
    return numbers_as_written(told, language), named, quoted


def told_as_written(came: Answer) -> list[str]:
    """Return what is told in no language but its own, the longest first."""
    found = {*came.unverified, f"“{came.version}”", *(each.unverified for each in came.tried)}
    for gift in came.gifts:
        found |= {gift.source, gift.clause, gift.late_clause, gift.claim_clause, *gift.unverified}
        found |= {str(step.values["clause"]) for step in gift.steps if "clause" in step.values}
    found |= {each.clause for each in came.tried}
    return sorted(filter(None, found), key=lambda each: (-len(each), each))


@pytest.mark.parametrize("name", [*NAMES, *CONSTRUCTS])
@given(data=st.data())
@settings(max_examples=30)
def test_every_language_tells_the_same(name: str, data: st.DataObject) -> None:
    """Line by line: the same numbers, names and clauses in the same order, for any facts and any of them left out."""
    pack = neutral(shipped(name) if name in NAMES else construct(name))
    facts = data.draw(facts_for(pack))
    left_out = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    version = data.draw(st.sampled_from(pack.versions)).name
    known = {fact: value for fact, value in facts.items() if fact not in left_out}
    came = answer(pack, known, DAY, version=version, calendar=CALENDAR)
    names = {each.replace("_", " ") for each in (*pack.facts, *names_of(pack.facts, pack.versions))}
    told, verbatim = {}, told_as_written(came)
    for language in LANGUAGES:
        passages = letter(pack, came, language)
        lines = [(number, line) for number, passage in enumerate(passages) for line in passage.lines]
        told[language] = [(number, line.depth, *marks(line.text, language, names, verbatim)) for number, line in lines]
    for language in LANGUAGES:
        assert told[language] == told["en"], language


@pytest.mark.parametrize("name", NAMES)
def test_every_pack_that_ships_speaks_every_language(name: str) -> None:
    """Nothing that a customer is told of it is in English alone, and its texts name the same numbers."""
    pack = shipped(name)
    for language in LANGUAGES:
        assert lacking(pack, language) == ()
        for place, words in texts(pack):
            assert numbers(words[language]) == numbers(words["en"]), (place, words)


_REMARK: Final = re.compile(r"\b(as|reads?|paragraph|section|category|causes|amended|gives?)\b")


@pytest.mark.parametrize("name", NAMES)
def test_a_law_is_called_by_its_name_and_number_without_a_remark(name: str) -> None:
    """Both are told as they are written in every language: “as read in …” would be English where nobody reads it."""
    versions = [each for each in shipped(name).versions if each.state == "dated"]
    rules = [part for each in versions for part in each.rules]
    exclusions = [part for each in versions for part in each.exclusions]
    cuts = [cut for part in rules for cut in getattr(part, "reduced", ())]
    told = [*(part.clause for part in (*rules, *cuts)), *(part.source for part in rules)]
    told += [text for part in exclusions for text in (part.clause, part.source)]
    told += [each.source for each in versions]
    assert [text for text in told if _REMARK.search(text)] == []
