"""Playbooks in words: complete in every language, and expressions told where that is clear."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from domain.playbook import plan as p
from domain.views.playbook.conditions import condition, value
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import term
from domain.views.playbook.words import PHRASES, TABLES
from domain.vocabulary import LANGUAGES
from tests.support.pictures import shipped
from tests.support.plans import do, plan, usd

_SAME_EVERYWHERE = {"voucher", "normal"}


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", PHRASES)
def test_a_phrase_is_there_in_every_language_with_the_same_places(name: str) -> None:
    """No language lacks a phrase, and none loses a value that the others tell."""
    words = PHRASES[name]
    assert tuple(words) == LANGUAGES
    assert len({frozenset(_places(text)) for text in words.values()}) == 1


def test_no_phrase_is_left_in_english() -> None:
    """What has words at all is translated; only placeholders and marks may be alike."""
    for name, words in PHRASES.items():
        bare = re.sub(r"\{\w+\}", "", words["en"])
        if re.search(r"[A-Za-z]{3}", bare) and bare.strip() not in _SAME_EVERYWHERE:
            assert words["en"] not in {words["id"], words["vi"]}, name


def test_no_name_of_a_phrase_stands_twice() -> None:
    """Tables of different subjects never overwrite each other."""
    names = [name for table in TABLES for name in table]
    assert len(names) == len(set(names))


_OFFER = p.Offer.model_validate({
    "id": "way", "message": "choices", "reply_within": {"$days": 1}, "otherwise": "a",
    "choices": {"a": {"en": "First", "id": "Pertama", "vi": "Thứ nhất"}, "b": {"en": "Second"}},
})  # fmt: skip
_PLAN = plan(
    do("seats.hold"), _OFFER,
    facts={
        "delay": p.FactType(type="duration"), "gift": p.FactType(type="yes_no"), "nights": p.FactType(type="integer"),
        "fare": p.FactType(type="money", label={"en": "price paid", "id": "harga", "vi": "giá vé"}),
        "origin": p.FactType(type="text"), "day": p.FactType(type="date"), "bags": p.FactType(type="records"),
    },
    derived={"long": 'failure.delay >= duration("6h")', "bad": "failure.long and failure.gift"},
    follow_up=(p.FollowUp.model_validate(
        {"id": "csat", "after": {"$days": 1}, "survey": "csat", "reply_within": {"$days": 1}}
    ),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "en", "id", "vi"),
    [
        ('failure.delay >= duration("3h")', "delay of 3 hours or more", "“delay” 3 jam atau lebih",
         "“delay” từ 3 giờ trở lên"),
        ('duration("3h") < failure.delay', "delay of more than 3 hours", "“delay” lebih dari 3 jam",
         "“delay” trên 3 giờ"),
        ('failure.fare < money("150 USD")', "price paid of less than USD 150", "“harga” kurang dari USD 150",
         "“giá vé” dưới USD 150"),
        ("failure.gift", "gift is “yes”", "“gift” berisi “ya”", "“gift” là “có”"),
        ("not failure.gift", "gift is “no”", "“gift” berisi “tidak”", "“gift” là “không”"),
        ("failure.gift == false", "gift is “no”", "“gift” berisi “tidak”", "“gift” là “không”"),
        ("failure.nights > 2", "nights is more than 2", "“nights” lebih dari 2", "“nights” lớn hơn 2"),
        ('failure.day >= date("2026-03-01")', "day is 2026-03-01 or later", "“day” pada 2026-03-01 atau sesudahnya",
         "“day” từ 2026-03-01 về sau"),
        ("failure.long", "delay of 6 hours or more", "“delay” 6 jam atau lebih", "“delay” từ 6 giờ trở lên"),
        ("not failure.long", "delay of less than 6 hours", "“delay” kurang dari 6 jam", "“delay” dưới 6 giờ"),
        ("failure.bad", "delay of 6 hours or more and gift is “yes”",
         "“delay” 6 jam atau lebih dan “gift” berisi “ya”", "“delay” từ 6 giờ trở lên và “gift” là “có”"),
        ("failure.gift or failure.long and failure.nights == 1",
         "gift is “yes” or (delay of 6 hours or more and nights is 1)",
         "“gift” berisi “ya” atau (“delay” 6 jam atau lebih dan “nights” adalah 1)",
         "“gift” là “có” hoặc (“delay” từ 6 giờ trở lên và “nights” là 1)"),
        ('chosen("way") == "a"', "the choice is “First”", "pilihannya “Pertama”", "lựa chọn là “Thứ nhất”"),
        ('chosen("way") != "declined"', "the customer did not turn all choices down",
         "pelanggan tidak menolak semua pilihan", "khách hàng không từ chối mọi lựa chọn"),
        ('outcome("seats.hold") == "done"', "“seats.hold” was done", "“seats.hold” sudah dilakukan",
         "“seats.hold” đã xong"),
        ('outcome("seats.hold") == "refused"', "“seats.hold” was refused", "“seats.hold” ditolak",
         "“seats.hold” bị từ chối"),
        ('case.tier == "critical"', "the case is critical", "perkaranya gawat", "vụ việc ở mức khẩn cấp"),
        ("not case.owed", "nothing is owed any more", "tidak ada lagi kewajiban", "không còn nghĩa vụ gì"),
        ("known(failure.origin)", "origin is known", "“origin” diketahui", "đã biết “origin”"),
        ('failure.origin in ["CGK", "SGN"]', "origin is one of “CGK”, “SGN”",
         "“origin” salah satu dari “CGK”, “SGN”", "“origin” là một trong “CGK”, “SGN”"),
        ('failure.origin.startsWith("C")', "origin begins with “C”", "“origin” diawali “C”",
         "“origin” bắt đầu bằng “C”"),
        ("size(failure.bags) > 1", "number of bags is more than 1", "jumlah “bags” lebih dari 1",
         "số lượng “bags” lớn hơn 1"),
        ('answer("csat").handling <= 2', "the mark for how it was handled (“csat”) is 2 or less",
         "nilai untuk cara penanganan (“csat”) 2 atau kurang", "điểm cho cách xử lý (“csat”) từ 2 trở xuống"),
        ("failure.bags.exists(b, b.id == 1)", "“failure.bags.exists(b, b.id == 1)”",
         "“failure.bags.exists(b, b.id == 1)”", "“failure.bags.exists(b, b.id == 1)”"),
        ("failure.gift and failure.bags.all(b, b.id == 1)", "gift is “yes” and “failure.bags.all(b, b.id == 1)”",
         "“gift” berisi “ya” dan “failure.bags.all(b, b.id == 1)”",
         "“gift” là “có” và “failure.bags.all(b, b.id == 1)”"),
    ],
)  # fmt: skip
def test_a_condition_is_told_where_its_words_are_clear(source: str, en: str, id: str, vi: str) -> None:  # noqa: A002
    """Comparisons, choices, endings, tiers and computed facts have words; anything else stays as it is written."""
    for language, wanted in (("en", en), ("id", id), ("vi", vi)):
        assert condition(Reading.of(_PLAN, language), source) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("failure.fare", "the price paid"),
        ("share(failure.fare, 125)", "125 % of the price paid"),
        ('failure.fare - money("5 USD")', "the price paid minus USD 5"),
        ("customer.person", "the customer"),
        ('result("seats.hold").hold', "hold, as given by “seats.hold”"),
        ('failure.delay >= duration("6h")', "delay of 6 hours or more"),
        ("failure.bags.map(b, b.id)", "“failure.bags.map(b, b.id)”"),
    ],
)  # fmt: skip
def test_a_value_is_told_where_its_words_are_clear(source: str, wanted: str) -> None:
    """Facts, shares, sums and results have words; anything else stays as it is written."""
    assert value(Reading.of(_PLAN), source) == wanted


def test_a_value_by_cases_is_told_in_its_order() -> None:
    """Each case with its condition, then what holds otherwise, in closed words of the language."""
    cases = p.ByCases(
        cases=(p.Line(when=("failure.long",), then=p.Given(value="major")),), otherwise=p.Given(value="minor")
    )
    assert term(Reading.of(_PLAN), cases, "level") == "major if delay of 6 hours or more, otherwise minor"
    assert term(Reading.of(_PLAN, "vi"), cases, "level") == "nặng nếu “delay” từ 6 giờ trở lên, còn lại nhẹ"


def test_a_whole_amount_goes_without_minor_digits() -> None:
    """USD 500, not USD 500.00; cents are told."""
    reading = shipped("late-flight")
    assert [reading.money(usd(50_000)), reading.money(usd(12_990))] == ["USD 500", "USD 129.90"]


def test_a_circle_of_computed_facts_ends() -> None:
    """A fact that is computed from itself by a mistake elsewhere is told by its name."""
    round_ = plan(do("x"), derived={"a": "failure.b", "b": "failure.a"})
    assert "a" in condition(Reading.of(round_), "failure.a")
