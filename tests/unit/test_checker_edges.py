"""Edges of the checker that no other test stood on, found by faults planted in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from domain.clock.duration import Duration
from domain.errors import UsageError
from domain.expression import EvaluationError, parse
from domain.money import Money
from domain.playbook import house, matrix, meant, policy
from domain.playbook import plan as p
from domain.playbook.answers import read_field
from domain.playbook.calendar import compile_calendar
from domain.playbook.compiler import compile_playbook
from domain.playbook.findings import Finding
from domain.playbook.layout import Layout
from domain.playbook.message import compile_message
from domain.playbook.plan import FactType, TypeName
from domain.values import Sealed, Value
from tests.support.corpus import CORPUS, FROZEN, Checker, unmarked
from tests.unit.test_playbook_samples import compiled, plan_of, playbook

Compile = Callable[[bytes], tuple[object, Sequence[Finding]]]


class Nothing:
    """A scope in which nothing is."""

    def root(self, name: str) -> Value:
        """Know no root."""
        raise KeyError(name)

    def ask(self, function: str, name: str) -> Value:
        """Know no answer."""
        raise KeyError(name)


NOTHING = Nothing()
_CALENDARS = frozenset(path.stem for path in (FROZEN / "calendars").glob("*.yaml"))
KINDS: dict[str, Compile] = {
    "risk-matrix:": lambda text: matrix.compile_risk_matrix(text, "f"),
    "tier-policy:": lambda text: policy.compile_tier_policy(text, "f"),
    "connectors:": lambda text: house.compile_connectors(text, "f"),
    "markets:": lambda text: house.compile_markets(text, "f", _CALENDARS),
    "staff:": lambda text: house.compile_staff(text, "f"),
    "calendar:": lambda text: compile_calendar(text, "f"),
    "message:": lambda text: compile_message(text, "f"),
}


@pytest.mark.parametrize("first", KINDS)
def test_a_document_is_there_exactly_without_findings(first: str) -> None:
    """No document of the house comes out of a bad file, however small the fault."""
    bad = [found.text for path in sorted(CORPUS.rglob("*.yaml")) if (found := unmarked(path))]
    mine = [text for text in bad if any(line.startswith(first.encode()) for line in text.splitlines()[:4])]
    assert len(mine) >= 3
    for text in mine:
        document, findings = KINDS[first](text)
        assert (document is None) == bool(findings)


def test_a_bad_offset_hides_none_behind_it() -> None:
    """Offsets behind one that cannot be read are looked at, too."""
    text = (FROZEN / "calendars/gb-eng-2025-2027.yaml").read_text(encoding="utf-8")
    assert text.count('offset: "+01:00"') == 3
    _, findings = compile_calendar(text.replace('offset: "+01:00"', "offset: BST"), "f")
    assert [finding.rule for finding in findings] == ["bad-offset"] * 3


@pytest.mark.parametrize(("written", "level"), [("0x3", 3), ("0o5", 5), ("+2", 2), ("04", 4)])
def test_whole_numbers_in_other_notations(written: str, level: int) -> None:
    """A whole number means what YAML 1.2 says, also with a base, a sign or a leading zero."""
    found, findings = house.compile_staff(f"staff: {{a: {{name: A, roles: [r], skills: {{s: {written}}}}}}}", "f")
    assert not findings
    assert found is not None
    assert found[0].skills == {"s": level}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "12", 12), ("yes_no", "Ya", True), ("yes_no", "không", False),
        ("duration", "2h", Duration(7_200_000)), ("money", "5 USD", Money("USD", 500)), ("text", "12", "12"),
    ],
)  # fmt: skip
def test_an_answer_is_read_by_its_type(kind: TypeName, text: str, value: object) -> None:
    """A field that is filled in as text has the type that the form gives it."""
    assert read_field("f", text, FactType(type=kind)) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [("integer", "twelve"), ("yes_no", "perhaps"), ("date", "31.01.2026"), ("duration", "soon"), ("money", "5"),
     ("person", "Ana")],
)  # fmt: skip
def test_an_answer_of_another_type_is_refused(kind: TypeName, text: str) -> None:
    """What is not of the type is refused in a sentence, never with an error of Python's."""
    with pytest.raises(UsageError):
        read_field("f", text, FactType(type=kind))


@pytest.mark.parametrize(
    ("text", "counted", "said"),
    [
        ("30 min", True, "Write 30m."), ("90 minutes", False, "Write 1h30m."), ("1.5h", True, "Write 1h30m."),
        ("2,5 hrs", True, "Write 2h30m."), ("24:00", True, "Write 24h:"), ("0:45", False, "Write 45m:"),
        ("3 days", False, "Write 72h."), ("2 weeks", True, "Write 14 days, or 336h."), ("1.5 days", True, ""),
        ("5 business days", True, "Write 5 working days."), ("5 business days", False, ""), ("6 hours", True, ""),
        ("6 hours", False, "Write 6h."), ("3 apples", True, ""), ("7", True, "Say of what: 7m, 7h or 7 days."),
        ("7", False, "Say of what: 7s, 7m or 7h."), ("soon", True, ""), ("2 months", True, "Write 60 days, or 1440h."),
    ],
)  # fmt: skip
def test_spans_as_people_write_them(text: str, counted: bool, said: str) -> None:
    """A span of another notation is told in ours, where it can be told; else nothing is made up."""
    found = meant.span(text, counted=counted)
    assert found.startswith(said)
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$500", "500 USD"), ("500 €", "500 EUR"), ("£ 1,250.00", "1250 GBP"), ("Rp 7.500.000", "7500000 IDR"),
        ("¥500", "500 JPY"), ("50%", "=share(failure.AMOUNT, 50)"), ("12 percent", "=share(failure.AMOUNT, 12)"),
        ("500", ""), ("much", ""), ("$", ""),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, said: str) -> None:
    """An amount with the sign of a currency is told with its letters, a percentage as a share."""
    found = meant.amount(text)
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(("limit", "rules"), [("0.01 USD", []), ("0 USD", ["out-of-range"])])
def test_the_smallest_limit(limit: str, rules: list[str]) -> None:
    """One cent is a limit, nothing is none."""
    pay = f"pay: payments.refund, authority: {{auto_up_to: [{limit}], above: [{{role: desk}}]}}"
    found = compiled(playbook(steps=f"[{{remedy: refund, amount: 5 USD, {pay}}}]"))[1]
    assert [finding.rule for finding in found] == rules


def test_interrupts_are_numbered_from_one() -> None:
    """An interrupt without an id is called by its number, as blocks are."""
    when = "{when: failure.flag, steps: [{wait: {for: 1h}}]}"
    assert [each.id for each in plan_of(playbook(whenever=f"[{when}, {when}]")).whenever] == [
        "whenever-1",
        "whenever-2",
    ]


@pytest.mark.parametrize(("written", "channel"), [("", "mail"), ("channel: sms\n", "sms")])
def test_the_channel_of_a_message(written: str, channel: str) -> None:
    """A message goes by mail unless it says otherwise."""
    message, _ = compile_message(f"message: m\n{written}subject: {{en: S}}\ntext: {{en: T}}\n", "f")
    assert message is not None
    assert message.channel == channel


@pytest.mark.parametrize("index", [2, 3, 900, -1])
def test_there_is_nothing_beyond_a_list(index: int) -> None:
    """An index behind the last item, however far, is an error of the language."""
    with pytest.raises(EvaluationError):
        parse(f"[1, 2].map(x, x)[{index}]").evaluate(NOTHING)
    assert parse("[1, 2].map(x, x)[1]").evaluate(NOTHING) == 2


# --- Playbooks -------------------------------------------------------------------------------------------------------
LOOP = "{each: b, in: =failure.bags, by: =b.id, at_most: 9, at_once: 1, steps: [INSIDE]}"
HOLD = "{do: seats.hold, with: {flight: x}, undo: seats.release}"
DELEGATE = (
    "{delegate: find-it, to: handler, due: 2h, words: {en: Find it, id: Cari}, form: {found: yes_no}, "
    "take_back: [{wait: {for: 1h}}]}"
)
GIFT = "{remedy: gift, in_kind: {what: {kind: tea, count: 3}}}"


@pytest.mark.parametrize(
    ("parts", "rules"),
    [
        ({"steps": f"[{HOLD}, {LOOP.replace('INSIDE', '{undo: seats.hold}')}]"}, ["unknown-step"]),
        ({"steps": f"[{LOOP.replace('INSIDE', '{tell: sorry}')}]"}, []),
        ({"follow_up": "[{after: 24h, survey: csat, due: 3h}]"}, ["one-of"]),
        ({"follow_up": "[{after: 24h, call: desk, words: {en: C, id: T}, silent: accept}]"}, ["one-of"]),
        ({"follow_up": "[{after: 24h, call: desk, words: {en: C, id: T}, due: 3h}]"}, []),
        ({"steps": "[{choose: [{when: failure.flag, steps: [{tell: sorry}, {tell: apology, gives: [apology]}]}, "
                   "{else: []}]}]", "close": "{needs: [apology]}"}, []),
    ],
)  # fmt: skip
def test_legal_or_not(parts: dict[str, str], rules: list[str]) -> None:
    """What stands right beside a rule is told apart from what breaks it."""
    assert [finding.rule for finding in compiled(playbook(**parts))[1]] == rules


def test_too_many_and_too_few_are_told_apart() -> None:
    """A list says whether it is too long or too short, and what to do about it."""
    words = ", ".join(f"w{number}" for number in range(51))
    (long,) = compiled(playbook(facts=f"{{way: [{words}]}}"))[1]
    (short,) = compiled(playbook(markets="[]"))[1][:1]
    assert ("at most 50" in long.message, "Take some" in long.remedy) == (True, True)
    assert ("at least 1" in short.message, "Write more" in short.remedy) == (True, True)


def test_what_a_partner_does_can_be_taken_back() -> None:
    """The steps of take_back stand in the plan, and a delegation without them has none."""
    with_steps, without = (
        plan_of(playbook(steps=f"[{text}]")).steps[0]
        for text in (DELEGATE, DELEGATE.replace(", take_back: [{wait: {for: 1h}}]", ""))
    )
    assert isinstance(with_steps, p.Delegate)
    assert isinstance(without, p.Delegate)
    tries = [each.steps[0] for each in (with_steps, without)]
    assert [each.otherwise is None for each in tries if isinstance(each, p.Try)] == [False, True]


def test_a_gift_keeps_its_parts() -> None:
    """What a remedy in kind is made of is kept, part by part."""
    step = plan_of(playbook(steps=f"[{GIFT}]")).steps[0]
    assert isinstance(step, p.Remedy)
    assert step.in_kind["what"] == p.Record(fields={"kind": p.Given(value="tea"), "count": p.Given(value=3)})


def test_a_part_has_names_of_its_own() -> None:
    """Every step of a playbook that another one runs has the name of the part before its own."""
    given_facts = "{parcel: x, overdue: 0h, value: 5 USD, recipient: =failure.owner, gift: false}"
    text = playbook(
        markets="[us, id, vn]", steps=f"[{{run: lost-parcel, with: {given_facts}}}]", title="{en: B, id: B, vi: B}",
        owner="desk",
    )  # fmt: skip
    plan, findings = compile_playbook(text, "f", Checker().surroundings)
    assert not findings
    assert plan is not None
    names = [name for name in Layout(plan).steps if name != "lost-parcel"]
    assert len(names) > 10
    assert all(name.startswith("lost-parcel:") for name in names)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("No", False), ("12", 12), ("twelve", "twelve")])
def test_an_answer_without_a_type(text: str, value: object) -> None:
    """An answer that no form types is yes, no, a whole number or a text."""
    assert read_field("f", text, None) == value


def test_a_lead_goes_to_sales_with_consent() -> None:
    """The lead carries the consent as its condition, and goes through the connector that was named."""
    text = "[{hand_to_sales: seats.hold, consent: failure.flag, with: {flight: x}}]"
    step = plan_of(playbook(steps=text)).steps[0]
    assert isinstance(step, p.HandToSales)
    (lead,) = step.steps
    assert isinstance(lead, p.Do)
    assert (lead.connector.name, lead.when[0]) == ("seats.hold", "failure.flag")
    assert [f.rule for f in compiled(playbook(steps=text.replace("seats.hold", "seats.held")))[1]] == [
        "unknown-connector"
    ]


class Records:
    """A scope with records that differ in a value, in a name, or not at all."""

    def root(self, name: str) -> Value:
        """Return one of them."""
        known: dict[str, Value] = {"a": {"x": 1, "y": 2}, "b": {"y": 2, "x": 1}, "c": {"x": 1, "y": 3}, "d": {"x": 1}}
        return known[name]

    def ask(self, function: str, name: str) -> Value:
        """Know no answer."""
        raise KeyError(name)


@pytest.mark.parametrize(
    ("source", "value"), [("a == b", True), ("a == c", False), ("a == d", False), ("d == a", False)]
)
def test_records_are_alike_part_by_part(source: str, value: bool) -> None:
    """Two records are the same when they have the same names with the same values, in whatever order."""
    assert parse(source).evaluate(Records()) is value


@pytest.mark.parametrize("source", ["a == b", "[a] == [b]", "a in [b]"])
def test_private_texts_inside_records_are_not_compared(source: str) -> None:
    """Comparing what holds a private text is refused as comparing the text itself is."""

    class Private(Nothing):
        def root(self, name: str) -> Value:
            return {"note": Sealed("v_1", name)}

    with pytest.raises(EvaluationError, match="private"):
        parse(source).evaluate(Private())


@pytest.mark.parametrize(("name", "rules"), [("reference", []), ("number", ["expression"])])
def test_what_a_payment_reports_is_known(name: str, rules: list[str]) -> None:
    """The result of a remedy has the fields that what pays reports, and no others."""
    pay = "{remedy: credit, amount: 5 USD, pay: shop.credit, with: {shop: x}}"
    told = f'{{tell: sorry, when: \'result("credit").{name} == "x"\'}}'
    assert [f.rule for f in compiled(playbook(steps=f"[{pay}, {told}]"))[1]] == rules
