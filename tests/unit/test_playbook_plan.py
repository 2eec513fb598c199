"""What compiles to what: the late flight as a whole, and every attribute of every kind of step."""

from __future__ import annotations

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock.duration import Duration
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.layout import Layout
from tests.unit.test_playbook_samples import DESK, PARTS, REGISTRY, WORDS, compiled, plan_of, playbook

HOUR = Duration(3_600_000)
LATE_FLIGHT = """
playbook: late-flight
language: 1
title: {en: Late flight, id: Penerbangan terlambat, vi: Chuyến bay bị chậm}
owner: duty-manager-air
markets: [us, id, vn]
service: {name: air-travel, contact: high, complexity: medium}

handles:
  - failure: arrival-delay
    when: failure.delay >= duration("3h")

facts:
  delay: duration
  next_flight: text
  passengers: [{id: text, person: person, fare: money}]
  booked_through: text optional
  long: '= failure.delay >= duration("6h")'

risk:
  likelihood: frequent
  consequence:
    safety: none
    rights: none
    money: [{when: failure.long, is: major}, {else: moderate}]
    inconvenience: major

promises:
  acknowledge: {within: 1h, kept_by: apology}
  resolve: {within: 168h, from: reported, source: 14 CFR 260.10}

steps:
  - {tell: apology, gives: [apology]}
  - offer: way-forward
    choices:
      rebook:  {en: The next flight, id: Penerbangan berikutnya, vi: Chuyến bay kế tiếp}
      refund:  {en: Your money back, id: Uang kembali, vi: Hoàn tiền}
      voucher: {en: A voucher worth a quarter more, id: Voucher senilai 125 %, vi: Phiếu trị giá 125 %}
    reply_within: 24h
    otherwise: refund
    declined: [{ask: call-the-customer, of: desk, due: 4h, words: {en: Talk it over, id: Bicarakan, vi: Trao đổi}}]
  - choose:
      - when: chosen("way-forward") == "rebook"
        steps:
          - try:
              - {do: seats.hold, with: {flight: =failure.next_flight}, undo: seats.release}
              - {do: tickets.reissue, with: {hold: '=result("seats.hold").hold'}, pivot: true}
            otherwise:
              - {ask: rebook-by-hand, of: desk, skill: {ticketing: 3}, due: 2h,
                 words: {en: Rebook by hand, id: Pesan ulang, vi: Đặt lại vé}}
      - when: chosen("way-forward") == "refund"
        steps:
          - each: p
            in: =failure.passengers
            by: =p.id
            at_most: 9
            steps:
              - remedy: refund
                to: =p.person
                amount: =p.fare
                pay: payments.refund
                authority:
                  auto_up_to: [500 USD]
                  above: [{up_to: [5000 USD], role: duty-manager}, {role: head-of-operations}]
                  within: 4h
      - when: chosen("way-forward") == "voucher"
        steps:
          - each: v
            in: =failure.passengers
            by: =v.id
            at_most: 9
            steps:
              - {remedy: voucher, to: =v.person, amount: '=share(v.fare, 125)', pay: vouchers.issue,
                 authority: {auto_up_to: [500 USD], above: [{role: duty-manager}], within: 4h}}
      - else: []                                 # declined: settled in the talk above
  - {tell: what-we-did, gives: [explanation]}

follow_up:
  - {after: 72h, from: resolved, survey: csat, reopen_when: answer("csat").handling <= 2, silent: accept}
close: {needs: [apology, explanation], root_cause: required}
"""


def only_step(text: str, **parts: str) -> p.AnyStep:
    """Compile a playbook and return its first step."""
    return plan_of(playbook(steps=text, **parts)).steps[0]


def test_late_flight() -> None:
    """The late flight compiles without findings, with all ids and defaults written out."""
    plan = plan_of(LATE_FLIGHT)
    ids = [
        "apology", "way-forward", "call-the-customer", "choose-1", "try-1", "seats.hold", "tickets.reissue",
        "rebook-by-hand", "each-1", "refund", "each-2", "voucher", "what-we-did",
    ]  # fmt: skip
    assert sorted(Layout(plan).steps) == sorted(ids)
    assert plan.languages == ("en", "id", "vi")
    assert plan.derived == {"long": 'failure.delay >= duration("6h")'}
    assert plan.facts["passengers"].of["fare"] == p.FactType(type="money")
    assert plan.promises["resolve"] == p.PromiseOf(within=HOUR * 168, kept_by="resolved", source="14 CFR 260.10")
    assert plan.follow_up[0].reply_within == HOUR * 72
    assert plan.close == p.CloseNeeds(needs=("apology", "explanation"))
    assert p.Plan.model_validate_json(plan.model_dump_json()) == plan


def test_late_flight_ladder() -> None:
    """A remedy has its ladder, its payee and what pays it."""
    refund = Layout(plan_of(LATE_FLIGHT)).steps["refund"]
    assert isinstance(refund, p.Remedy)
    assert refund.to == p.Formula(source="p.person")
    assert refund.pay == (REGISTRY["payments.refund"],)
    assert refund.authority == p.Authority(
        auto_up_to=(Money("USD", 50_000),), within=HOUR * 4,
        above=(p.Rung(role="duty-manager", up_to=(Money("USD", 500_000),)), p.Rung(role="head-of-operations")),
    )  # fmt: skip


def test_late_flight_is_quick() -> None:
    """Checking a playbook takes no time that anybody would notice."""
    begin = time.process_time()
    plan_of(LATE_FLIGHT)
    assert time.process_time() - begin < 1


def test_do() -> None:
    """A service step has its inputs, its undo, and the connector's timeout unless it says another."""
    step = only_step(
        "[{do: seats.hold, id: hold, with: {flight: 'GA 1', note: [{when: failure.flag, is: =failure.flight}, "
        "{else: none}]}, undo: seats.release, queue: seats, retry: {wait: 1m, tries: 3}, when: failure.flag, "
        "unless: [failure.size > 3, not failure.flag]}]"
    )
    note = p.ByCases(
        cases=(p.Line(when=("failure.flag",), then=p.Formula(source="failure.flight")),),
        otherwise=p.Given(value="none"),
    )
    assert step == p.Do(
        id="hold", line=9, connector=REGISTRY["seats.hold"], undo=REGISTRY["seats.release"], queue="seats",
        given={"flight": p.Given(value="GA 1"), "note": note}, when=("failure.flag",),
        unless=("failure.size > 3", "not failure.flag"), retry=p.Retry(wait=Duration(60_000), tries=3),
    )  # fmt: skip
    slow = only_step("[{do: tickets.reissue, with: {hold: x}, stays: people release it}]")
    assert isinstance(slow, p.Do)
    assert (slow.timeout, slow.stays) == (Duration(9_000), "people release it")


def test_ask() -> None:
    """A task has its form, whose fields may be optional, private and labelled."""
    step = only_step(
        f"[{{ask: Call them!, {DESK}, {WORDS}, skill: {{tickets: 3}}, on_due: boss, gives: hearing, form: "
        "{way: [plane, ship], why: {type: text, optional: true, private: true, label: {en: Why, id: Mengapa}}}}]"
    )
    why = p.FactType(type="text", optional=True, private=True, label={"en": "Why", "id": "Mengapa"})
    assert step == p.Ask(
        id="call-them", line=9, role="desk", due=HOUR * 2, words={"en": "Do it", "id": "Kerjakan"}, up="boss",
        skill={"tickets": 3}, gives=("hearing",),
        form={"way": p.FactType(type="words", words=("plane", "ship")), "why": why},
    )  # fmt: skip


def test_wait() -> None:
    """A wait is for a span, until an instant, or for an event; `late` may do nothing."""
    assert only_step("[{wait: {for: 90m}}]") == p.Wait(
        id="wait-1", line=9, span=Duration(5_400_000), at_most=Duration(5_400_000)
    )
    until = only_step("[{wait: {until: =failure.at, at_most: 24h}, id: departure}]")
    assert until == p.Wait(id="departure", line=9, until=p.Formula(source="failure.at"), at_most=HOUR * 24)
    event = only_step("[{wait: {event: bag-found, at_most: 72h, late: []}}]")
    assert event == p.Wait(id="wait-1", line=9, event="bag-found", at_most=HOUR * 72, late=())


def test_remedy() -> None:
    """A remedy without authority is decided by the owner; one in kind may be given by nothing but a hand."""
    step = only_step("[{remedy: gift, in_kind: {what: tea, count: 2, size: =failure.size}}]")
    assert step == p.Remedy(
        id="gift", line=9, remedy="gift",
        in_kind={"what": p.Given(value="tea"), "count": p.Given(value=2), "size": p.Formula(source="failure.size")},
        authority=p.Authority(above=(p.Rung(role="desk-head"),), within=HOUR * 24),
    )  # fmt: skip


def test_blocks() -> None:
    """Blocks are called by kind and number, and their defaults are written out."""
    steps = (
        "[{together: {a: [{tell: apology}], b: [{tell: sorry}]}, wait_for: any, at_most: 2h, late: go_on}, "
        "{try: [{wait: {for: 1h}}], or: [[{wait: {for: 2h}}]], otherwise: []}, "
        "{each: b, in: =failure.bags, by: =b.id, at_most: 9, at_once: 3, steps: [{tell: csat}]}, "
        "{do: seats.hold, with: {flight: x}, undo: seats.release}, {undo: seats.hold}]"
    )
    together, attempt, each, _, undo = plan_of(playbook(steps=steps)).steps
    assert isinstance(together, p.Together)
    assert (together.id, together.wait_for, together.at_most, together.late) == ("together-1", 1, HOUR * 2, "go_on")
    assert isinstance(attempt, p.Try)
    assert [[step.id for step in plan] for plan in attempt.plans] == [["wait-1"], ["wait-2"]]
    assert attempt.otherwise == ()
    assert isinstance(each, p.Each)
    assert (each.name, each.items, each.by, each.at_most, each.at_once) == ("b", "failure.bags", "b.id", 9, 3)
    assert undo == p.Undo(id="undo-seats.hold", line=9, target="seats.hold")


def test_defaults_of_promises() -> None:
    """`acknowledge` is kept by the first message, `resolve` by the resolution, any other says by what."""
    plan = plan_of(playbook(promises="promises: {acknowledge: {within: 1h}, resolve: {within: 9h, from: happened}}"))
    assert plan.promises["acknowledge"].kept_by == "apology"
    assert (plan.promises["resolve"].kept_by, plan.promises["resolve"].since) == ("resolved", "happened")


# --- Laws ------------------------------------------------------------------------------------------------------------
PIECES = re.compile(r"[\w.=\"'()-]+|[^\w]")
SAMPLES = [PIECES.findall(LATE_FLIGHT), PIECES.findall("\n".join(PARTS.values()))]
VOCABULARY = [
    *sorted({piece for pieces in SAMPLES for piece in pieces}), "try", "or", "wait", "for", "until", "event", "undo",
    "together", "each", "9" * 30, "0x1F", "1.5", "-1", "3 days", "1.500 USD", "= ", "=failure",
    "result('seats.hold')", '"\\u00e9"', "''", "true", "text optional private", "entitle",
]  # fmt: skip


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """Draw a legal playbook with a few pieces taken out, put in or exchanged."""
    pieces = list(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(pieces) - 1))
        pieces[place : place + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from(VOCABULARY), max_size=1))
    return "".join(pieces)


@settings(deadline=None, max_examples=200)
@given(mutilated() | st.text(max_size=80))
def test_any_text_gives_a_plan_or_findings(text: str) -> None:
    """Whatever is written, there is either a plan that can be stored, or findings; nothing ever raises."""
    plan, findings = compiled(text)
    assert (plan is None) == bool(findings)
    if plan is not None:
        assert p.Plan.model_validate_json(plan.model_dump_json()) == plan
        assert Layout(plan).reads is not None
