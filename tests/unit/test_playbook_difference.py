"""What differs between two states of a playbook: told in a manager's words, and never overlooked."""

from __future__ import annotations

from random import Random

import pytest

from domain.playbook import plan as p
from domain.playbook.compiler import compile_playbook
from domain.views.playbook.difference.aspects import of_step
from domain.views.playbook.difference.matching import Map
from domain.views.playbook.difference.whole import differences
from domain.views.playbook.reading import Reading
from tests.support.folders import FOLDERS
from tests.support.pictures import drawn, path_of, shipped
from tests.support.plans import do, plan
from tests.unit.test_playbook_samples import WORDS, plan_of, playbook
from workers.library.shelf import read_documents

SEEDS = range(60)


def edited(name: str, *edits: tuple[str, str]) -> list[str]:
    """Return what is said of edits to a shipped playbook."""
    text = path_of(name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    shelf = read_documents((path_of(name),), FOLDERS)
    found, findings = compile_playbook(text, "f", shelf.surroundings)
    assert found is not None, "\n".join(map(str, findings))
    return [change.said for change in differences(shipped(name), Reading.of(found, "en", shipped(name).subjects))]


_LOOK = "{ask: look, of: desk, due: 1h, words: {en: Look, id: Lihat, vi: Xem}}"
_TELL = "- {tell: what-we-did, gives: [explanation, decision]}"


_CALL = (
    "      - {ask: call-the-customer, of: desk, due: 8h, words: {en: Call the customer and find a way forward, "
    "id: Telepon pelanggan dan cari jalan keluar, vi: Gọi cho khách hàng và tìm cách giải quyết}, "
    "says: {en: find a way forward in a talk with you, id: menemukan jalan keluar dalam pembicaraan dengan Anda, "
    "vi: tìm cách giải quyết khi trao đổi với quý khách}, "
    "form: {agreed: text}}\n"
)


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ([("auto_up_to: [500 USD,", "auto_up_to: [100 USD,")], ["refund: approval from 100 USD, was 500 USD"]),
        ([("[5000 USD, 4000 GBP, 5000 EUR, 75000000 IDR, 120000000 VND]", "[7500 USD]")],
         [("refund: duty-manager approves up to 7500 USD, was 5000 USD or 4000 GBP or 5000 EUR or 75000000 IDR or "
          "120000000 VND")]),
        ([("pay: [payments.refund, payments.transfer]", "pay: [payments.transfer]")],
         ["refund: paid by payments.transfer, was payments.refund, then payments.transfer"]),
        ([("acknowledge: {within: 6h", "acknowledge: {within: 2h")],
         ["promise acknowledge: within 2 hours, was 6 hours"]),
        ([("{within: 7 working days, from: reported}", "{within: 3 working days, from: reported, source: the law}")],
         ["promise resolve: source in law the law, new",
          "promise resolve: within 3 working days, was 7 working days"]),
        ([("of: desk, due: 8h", "of: duty-manager, due: 2h")],
         ["call-the-customer: asks duty-manager, was desk", "call-the-customer: within 2 hours, was 8 hours"]),
        ([("en: Your money back", "en: All of it back")],
         ["way-forward: choice refund in en “All of it back”, was “Your money back”"]),
        ([("otherwise: refund", "otherwise: voucher"), ("reply_within: 24h", "reply_within: 36h")],
         ["way-forward: answer within 36 hours, was 24 hours", "way-forward: without an answer: voucher, was refund"]),
        ([(_TELL, f"{_TELL}\n  - {_LOOK}")], ["new step look (ask: Look), behind what-we-did"]),
        ([(_CALL, f"      - {_LOOK}\n")],
         ["new step look (ask: Look), at the beginning in way-forward “if none of it is wanted”",
          "call-the-customer is gone (ask: Call the customer and find a way forward)"]),
        ([("- {tell: apology, gives: [apology]}", "- {tell: apology, id: sorry, gives: [apology]}"),
          ("kept_by: apology", "kept_by: sorry")],
         ["promise acknowledge: kept by sorry, was apology", "apology is now called sorry"]),
        ([("undo: seats.release", "stays: people release it")],
         ["seats.hold: stays done because people release it, new", "seats.hold: no undo any more, was seats.release"]),
        ([('failure.delay >= duration("3h")', 'failure.delay >= duration("4h")')],
         ["handles arrival-delay: only if delay of 4 hours or more, was delay of 3 hours or more"]),
        ([("  delay: duration", "  delay: duration\n  gift: yes_no optional")],
         ["new fact gift: is yes or no, may be missing"]),
        ([("money: [{when: failure.long, is: major}, {else: moderate}]", "money: major")],
         ["risk: money major, was major if delay of 6 hours or more, otherwise moderate"]),
        ([("silent: accept", "silent: leave")],
         ["follow-up csat: without an answer, left to the owner, was taken as agreement"]),
        ([("root_cause: required", "root_cause: optional")], ["closing: root cause optional, was required"]),
        ([("owner: service-owner", "owner: duty-manager"),
          ("markets: [us, gb, de, id, vn]", "markets: [us, gb, de, id, vn, be]")],
         ["late-flight: owner duty-manager, was service-owner",
          "late-flight: markets us, gb, de, id, vn, be, was us, gb, de, id, vn"]),
        ([("in_place_of: =v.fare", "in_place_of: =share(v.fare, 50)"), ("loss: price", "loss: delay")],
         ["voucher: stands for the cash 50 % of the fare, was the fare", "voucher: makes good delay, was price"]),
        ([("      - else: []  ", f"      - else: [{_LOOK}]  ")],
         ["new step look (ask: Look), at the beginning in choose-2 “otherwise”"]),
        ([("pivot: true", "undo: seats.release")],
         ["tickets.reissue: undo seats.release, new", "tickets.reissue: no longer a point of no return"]),
        ([("close: {", "whenever: [{when: failure.long, steps: [{tell: where-we-are}]}]\nclose: {")],
         ["new step where-we-are (tell: Where we are in case …), at the beginning in whenever-1",
          "new whenever whenever-1: only if delay of 6 hours or more, then the plan goes on"]),
        ([("close: {", "escalation: {high: [{after: 2h, up: duty-manager}]}\nclose: {")],
         ["escalation: high: up to duty-manager after 2 hours, new"]),
    ],
)  # fmt: skip
def test_an_edit_is_told_in_managers_words(edits: list[tuple[str, str]], said: list[str]) -> None:
    """Amounts, deadlines, roles, choices, messages, facts, risk and steps: each with what it was."""
    assert edited("late-flight", *edits) == said


_DELEGATE = f"{{delegate: fetch, to: courier, due: 2h, {WORDS}, form: {{where: text}}, recharge: 5 USD}}"
_SELF = f"{{self_service: apology, deadline: 2 days, {WORDS}, otherwise: [{{tell: sorry}}]}}"
_DECLARE = f"{{declare: batch, affected: =failure.bags, playbook: other, confirm: boss, due: 2h, {WORDS}}}"
_SALES = "{hand_to_sales: seats.hold, consent: failure.flag, with: {flight: =failure.flight}}"
_COVER = (
    "{remedy: costs, up_to: 200 USD, against: receipts, for: {en: a taxi, id: taksi}, within: 14 days, "
    "pay: payments.refund, to: =failure.owner}"
)


@pytest.mark.parametrize(
    ("step", "old", "new", "said"),
    [
        (_DELEGATE, "to: courier", "to: tracing",
         ["fetch: to tracing, was courier", "fetch:recharge: to tracing, was courier"]),
        (_DELEGATE, "due: 2h", "due: 4h", ["fetch: within 4 hours, was 2 hours"]),
        (_DELEGATE, "where: text", "where: text optional", ["fetch: notes where: text, may be missing, was text"]),
        (_DELEGATE, "5 USD", "9 USD", ["fetch:recharge: amount 9 USD, was 5 USD"]),
        (_DELEGATE, "en: Do it", "en: Fetch it", ["fetch: words in en “Fetch it”, was “Do it”"]),
        (_SELF, "self_service: apology", "id: apology, self_service: sorry", ["apology: sends sorry, was apology"]),
        (_SELF, "2 days", "3 days", ["apology: within 3 days, was 2 days"]),
        (_SELF, "tell: sorry", "tell: sorry, gives: [apology]", ["sorry: gives apology, new"]),
        (_DECLARE, "confirm: boss", "confirm: legal", ["batch: confirm legal, was boss"]),
        (_DECLARE, "due: 2h", "due: 3h", ["batch: within 3 hours, was 2 hours"]),
        (_SALES, "consent: failure.flag", "consent: not failure.flag",
         ["seats.hold: with consent: flag is “no”, was flag is “yes”"]),
        (_SALES, "=failure.flight", "=failure.flight, note: x", ["seats.hold: given note “x”, new"]),
        (_COVER, "up_to: 200 USD", "up_to: 100 USD", ["costs: up to 100 USD, was 200 USD"]),
        (_COVER, "14 days", "30 days", ["costs: within 30 days, was 14 days"]),
        (_COVER, "a taxi", "a room", ["costs: words in en “a room”, was “a taxi”"]),
    ],
)  # fmt: skip
def test_a_step_made_of_steps_is_compared_as_it_is_written(step: str, old: str, new: str, said: list[str]) -> None:
    """What a delegation, self-service, a declaration and a cover bring along is told of the step that is written."""
    assert old in step
    before, after = (plan_of(playbook(steps=f"steps: [{each}]")) for each in (step, step.replace(old, new, 1)))
    assert [change.said for change in differences(Reading.of(before), Reading.of(after))] == said


def test_a_step_that_moves_is_the_only_one_that_moves() -> None:
    """One line about the step that changed its place, none about those that stayed in order."""
    text = path_of("lost-parcel").read_text(encoding="utf-8")
    trace = "  - {do: parcels.trace, with: {parcel: =failure.parcel}}\n"
    apology = "  - {tell: apology, gives: [apology]}\n"
    assert apology + trace in text
    said = edited("lost-parcel", (apology + trace, trace + apology))
    assert said == ["apology: now behind parcels.trace, was at the beginning"]


def test_ways_in_another_order_are_told() -> None:
    """The first way that holds is taken, so that their order means something."""
    first = p.Way(when=("failure.size > 1",), steps=(do("a"),))
    second = p.Way(when=("failure.size > 2",), steps=(do("b"),))
    old, new = (
        Reading.of(plan(p.Choose(id="c", ways=ways, otherwise=()))) for ways in ((first, second), (second, first))
    )
    (change,) = differences(old, new)
    assert change.said == (
        "c: order if size is more than 2, then if size is more than 1, then otherwise, "
        "was if size is more than 1, then if size is more than 2, then otherwise"
    )


def test_a_block_put_before_others_renames_none_of_them() -> None:
    """Blocks that are only numbered are known again by what they hold."""
    said = edited("late-flight", ("  - {tell: apology", f"  - try: [{_LOOK}]\n  - {{tell: apology"))
    assert said == [
        "new step try-1 (try: all of it, or nothing), at the beginning",
        "new step look (ask: Look), at the beginning in try-1 “plan 1”",
    ]


_OTHERWISE = {"id", "line", "kind"}


# --- Laws ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_differs_from_itself(seed: int) -> None:
    """The same plan twice gives no difference."""
    assert differences(Reading.of(drawn(seed)), Reading.of(drawn(seed))) == []


def test_no_field_of_a_step_is_overlooked() -> None:
    """Whatever field of whatever step takes another value, a difference is told; the words of two never collide."""
    chance, looked = Random(1), 0
    by_kind: dict[str, list[p.AnyStep]] = {}
    for seed in SEEDS:
        for step in Map.of(drawn(seed)).steps.values():
            by_kind.setdefault(step.kind, []).append(step)
    for steps in by_kind.values():
        for one in steps[:40]:
            other = steps[chance.randrange(len(steps))]
            for name in type(one).model_fields:
                if name in _OTHERWISE or (name == "steps" and isinstance(one, p.PARTS)):
                    continue
                if getattr(one, name) == getattr(other, name):
                    continue
                changed = one.model_copy(update={name: getattr(other, name)})
                old, new = Reading.of(plan(one)), Reading.of(plan(changed))
                assert differences(old, new), (one.kind, name, getattr(one, name), getattr(other, name))
                looked += 1
    assert looked > 500


def test_every_aspect_of_a_step_has_a_name_of_its_own() -> None:
    """Two respects that are called alike would hide one another."""
    for seed in SEEDS:
        reading = Reading.of(drawn(seed))
        for step in Map.of(reading.plan).steps.values():
            fields = [each.field for each in of_step(reading.at(step.id), step)]
            assert len(fields) == len(set(fields)), (step.kind, fields)


def test_differences_mirror_each_other() -> None:
    """Read the other way round, what is new is gone, and what is now was before."""
    for seed in SEEDS:
        old, new = Reading.of(drawn(seed)), Reading.of(drawn(seed + 1))
        there = {(c.subject, c.field, c.now, c.was) for c in differences(old, new) if c.what == "changed"}
        back = {(c.subject, c.field, c.was, c.now) for c in differences(new, old) if c.what == "changed"}
        assert {each[1] for each in there} == {each[1] for each in back}
