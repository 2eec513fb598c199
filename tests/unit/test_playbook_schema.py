"""JSON Schemas of documents: as checked in, satisfied by what is legal, and not by what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domain.clock.duration import parse_duration
from domain.clock.span import parse_span
from domain.entitlement.schema import pack_schema
from domain.errors import UsageError
from domain.money import EXPONENTS, parse_money
from domain.playbook.authority_table import compile_authority
from domain.playbook.outline import KINDS
from domain.playbook.reader import Shape
from domain.playbook.schema import steps
from domain.playbook.schema.authority import authority_schema
from domain.playbook.schema.calendar import calendar_schema
from domain.playbook.schema.causes import causes_schema
from domain.playbook.schema.common import Schema, definitions, shaped, text
from domain.playbook.schema.house import matrix_schema, policy_schema
from domain.playbook.schema.playbook import playbook_schema
from domain.playbook.schema.remedies import remedies_schema
from domain.playbook.schema.routes import routes_schema
from tests.support.folders import FOLDERS
from tests.support.pictures import SHIPPED, path_of
from tests.support.schemas import FOLDER, Kind, breaches
from tests.unit.test_playbook_samples import DESK, WORDS, playbook

_SCHEMAS: dict[Kind, Callable[[], Schema]] = {
    "playbook": playbook_schema, "calendar": calendar_schema, "pack": pack_schema, "risk-matrix": matrix_schema,
    "tier-policy": policy_schema, "authority": authority_schema, "causes": causes_schema, "routes": routes_schema,
    "remedies": remedies_schema,
}  # fmt: skip


@pytest.mark.parametrize("kind", _SCHEMAS)
def test_the_schema_that_is_checked_in_is_the_one_that_is_made(kind: Kind) -> None:
    """Whoever changes the language renews the file: makegood schema playbook > docs/schema/playbook.json."""
    made = _SCHEMAS[kind]()
    Draft202012Validator.check_schema(made)
    assert json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8")) == made


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_playbooks_satisfy_it_and_name_it(name: str) -> None:
    """Each is legal for an editor, and its first line tells the editor which schema it is."""
    told = path_of(name).read_text(encoding="utf-8")
    assert breaches(told) == []
    first = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", told.splitlines()[0])
    assert first is not None
    assert (path_of(name).parent / first[1]).resolve() == (FOLDER / "playbook.json").resolve()


@pytest.mark.parametrize("kind", ["risk-matrix", "tier-policy"])
def test_the_shipped_documents_of_the_house_satisfy_theirs(kind: Kind) -> None:
    """Matrix and policy are legal for an editor, and each says which schema it is."""
    file = FOLDERS.playbooks / "house" / f"{kind}.yaml"
    assert breaches(file.read_bytes(), kind) == []
    first = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", file.read_text(encoding="utf-8").splitlines()[0])
    assert first is not None
    assert (file.parent / first[1]).resolve() == (FOLDER / f"{kind}.json").resolve()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("risk-matrix", "at_least: critical", "at_least: routine"), ("risk-matrix", "raises: 1", "raises: -1"),
        ("risk-matrix", "raises: 1", "raises: 1\n    at_least: high"), ("risk-matrix", "    none: routine\n", ""),
        ("risk-matrix", "contacts: 4", "contacts: 1"), ("tier-policy", "self_service: never", "self_service: maybe"),
        ("tier-policy", "maturity: 4", "maturity: 6"), ("tier-policy", "acts: [undo, cancel]", "acts: [lower]"),
        ("tier-policy", "contact_every: 48h", "contact_every: often"),
    ],
)  # fmt: skip
def test_a_slip_in_a_document_of_the_house_breaches_it(kind: Kind, good: str, bad: str) -> None:
    """What the checker would refuse shows in an editor, too."""
    told = (FOLDERS.playbooks / "house" / f"{kind}.yaml").read_text(encoding="utf-8")
    assert good in told
    assert breaches(told.replace(good, bad, 1).encode(), kind) != []


def test_shipped_calendars_satisfy_theirs() -> None:
    """Every frozen calendar is legal for an editor."""
    files = sorted(FOLDERS.calendars.glob("*.yaml"))
    assert len(files) > 3
    for file in files:
        assert breaches(file.read_bytes(), "calendar") == [], file


def test_the_shipped_catalogue_of_causes_satisfies_its_schema() -> None:
    """What is shipped is legal for editors, too, and what is no catalogue is not."""
    shipped = (FOLDERS.playbooks / "house" / "causes.yaml").read_text(encoding="utf-8")
    assert breaches(shipped, "causes") == []
    assert "docs/schema/causes.json" in shipped.splitlines()[0]
    for wrong in (
        "causes: house\n",
        "causes: house\ngroups: {a: {b: B}}",
        "causes: house\ngroups: {a: {B b: {en: B}}}",
    ):
        assert breaches(wrong, "causes"), wrong


def test_the_shipped_kinds_of_remedies_satisfy_their_schema() -> None:
    """What is shipped is legal for editors, too, and what are no kinds is not."""
    shipped = (FOLDERS.playbooks / "house" / "remedies.yaml").read_text(encoding="utf-8")
    assert breaches(shipped, "remedies") == []
    assert "docs/schema/remedies.json" in shipped.splitlines()[0]
    for wrong in (
        "remedies: house\n",
        "remedies: house\nkinds: {refund: money}",
        "remedies: house\nkinds: {refund: {gives: cash}}",
        "remedies: house\nkinds: {refund: {gives: money, words: {en: x}, set_off: [friends]}}",
        "remedies: house\nkinds: {refund: {gives: money, words: {en: x}, premium: 12}}",
    ):
        assert breaches(wrong, "remedies"), wrong


def test_the_shipped_routes_satisfy_their_schema() -> None:
    """What is shipped is legal for editors, too, and what are no routes is not."""
    shipped = (FOLDERS.playbooks / "house" / "routes.yaml").read_text(encoding="utf-8")
    assert breaches(shipped, "routes") == []
    assert "docs/schema/routes.json" in shipped.splitlines()[0]
    for wrong in (
        "routes: house\n",
        "routes: house\nmarkets: {us: nobody}",
        "routes: house\nmarkets: {us: {any: {called: x}}}",
    ):
        assert breaches(wrong, "routes"), wrong


TABLE = "authority: house\nmay_approve:\n  one: "


def test_the_shipped_table_of_authority_satisfies_its_schema() -> None:
    """It is legal for an editor, and what the checker refuses in a line is refused there, too."""
    shipped = (FOLDERS.playbooks / "house" / "authority.yaml").read_text(encoding="utf-8")
    assert breaches(shipped, "authority") == []
    assert "docs/schema/authority.json" in shipped.splitlines()[0]
    for line in ("{role: boss, up_to: [5 USD]}", "{role: boss, in_kind: true}", "{role: boss, up_to: unlimited}"):
        assert breaches(TABLE + line, "authority") == []
        assert compile_authority(TABLE + line, "f")[0] is not None
    for line in ("{role: boss}", "{up_to: [5 USD]}", "{role: boss, up_to: 5 USD}", "{role: boss, up_to: [5 dollars]}",
                 "{role: boss, up_to: [5 USD], tiers: [deadly]}", "{role: boss, up_to: [5 USD], skill: {x: 0}}",
                 "{role: boss, up_to: [5 USD], maximum: 3}", "[]"):  # fmt: skip
        assert breaches(TABLE + line, "authority"), line
        assert compile_authority(TABLE + line, "f")[1], line


def test_shipped_packs_satisfy_theirs_and_name_it() -> None:
    """Every pack is legal for an editor, and its first line tells the editor which schema it is."""
    files = sorted((FOLDER.parents[1] / "packs").glob("*.yaml"))
    assert len(files) >= 18
    for file in files:
        assert breaches(file.read_bytes(), "pack") == [], file
        first = file.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
        assert (file.parent / first).resolve() == (FOLDER / "pack.json").resolve()


@pytest.mark.parametrize(
    "parts",
    [
        {"steps": "[{tel: apology}]"},
        {"steps": "[{tell: apology, gifs: [apology]}]"},
        {"steps": "[{tell: apology, gives: [flowers]}]"},
        {"steps": "[{tell: apology, ask: talk}]"},
        {"steps": "[{tell: apology, when: =failure.flag}]"},
        {"steps": "[]"},
        {"steps": "[{do: seats.hold, pivot: maybe}]"},
        {"steps": "[{do: seats.hold, retry: {tries: 0}}]"},
        {"steps": "[{do: seats.hold, timeout: 3 days}]"},
        {"steps": f"[{{ask: talk, {DESK}}}]"},
        {"steps": f"[{{ask: talk, of: desk, due: soon, {WORDS}}}]"},
        {"steps": "[{ask: talk, of: desk, due: 2h, words: {fr: Parler}}]"},
        {"steps": f"[{{ask: talk, {DESK}, {WORDS}, form: {{a: colour}}}}]"},
        {"steps": f"[{{ask: talk, {DESK}, {WORDS}, skill: {{ticketing: 9}}}}]"},
        {"steps": f"[{{ask: talk, {DESK}, {WORDS}, second: boss}}]"},
        {"steps": f"[{{ask: talk, {DESK}, {WORDS}, id: resolved}}]"},
        {"steps": "[{offer: way-forward, choices: {declined: {en: No}}, reply_within: 2h, otherwise: declined}]"},
        {"steps": "[{remedy: refund, amount: '1,500 USD', pay: payments.refund}]"},
        {"steps": "[{remedy: refund, amount: 1.500 IDR, pay: payments.refund}]"},
        {"steps": "[{remedy: refund, amount: 5 USD}]"},
        {"steps": "[{remedy: refund, amount: 5 USD, in_kind: {what: x}, pay: payments.refund}]"},
        {"steps": "[{remedy: costs, up_to: 5 USD, against: receipts, pay: payments.refund}]"},
        {"steps": "[{remedy: refund, amount: 5 USD, pay: payments.refund, authority: {auto_up_to: [1 USD]}}]"},
        {"steps": "[{remedy: refund, amount: [{when: failure.flag, is: 5 USD}], pay: payments.refund}]"},
        {"steps": "[{wait: {for: 2h, event: seen}}]"},
        {"steps": "[{wait: {event: seen}}]"},
        {"steps": "[{choose: [{when: failure.flag, steps: [{tell: apology}]}]}]"},
        {"steps": "[{together: {a: [{tell: apology}]}}]"},
        {"steps": "[{together: {a: [{tell: apology}], b: [{tell: sorry}]}, late: stop}]"},
        {"steps": "[{each: b, in: =failure.bags, by: =b.id, steps: [{tell: apology}]}]"},
        {"steps": "[{each: b, in: failure.bags, by: =b.id, at_most: 3, steps: [{tell: apology}]}]"},
        {"steps": "[{try: []}]"},
        {"facts": "{delay: span}"},
        {"facts": "{Delay: duration}"},
        {"risk": "{likelihood: often, consequence: {safety: none, rights: none, money: minor, inconvenience: none}}"},
        {"risk": "{likelihood: rare, consequence: {safety: none, rights: none, money: minor}}"},
        {"promises": "{resolve: {within: 3}}"},
        {"promises": "{resolve: {every: 2h, within: 2h}}"},
        {"follow_up": "[{after: 3 days, survey: csat, call: desk}]"},
        {"follow_up": "[{after: 3 days}]"},
        {"close": "{needs: [flowers]}"},
        {"escalation": "{urgent: []}"},
        {"escalation": "{high: [{after: 2h, up: boss, across: legal}]}"},
        {"whenever": "[{when: failure.flag, steps: [{tell: apology}], then: stop}]"},
        {"markets": "[]"},
        {"language": "2"},
        {"owner": ""},
        {"surprise": "true"},
    ],
)
def test_what_is_wrong_does_not_satisfy_it(parts: dict[str, str]) -> None:
    """Misspelt fields and words, missing ones, wrong amounts, times and combinations are marked in the editor."""
    assert breaches(playbook(**parts))


def test_a_wrong_calendar_does_not_satisfy_it() -> None:
    """Hours that no clock shows, days that are none, an offset without its sign."""
    told = next(iter(sorted(FOLDERS.calendars.glob("us-*.yaml")))).read_text(encoding="utf-8")
    for old, new in (("mon: ", "monday: "), ("  sun: closed", "  sun: 9-17"), ("covers: {from: ", "covers: {from: x")):
        assert old in told
        assert breaches(told.replace(old, new, 1), "calendar"), new


def test_a_wrong_pack_does_not_satisfy_it() -> None:
    """Misspelt words and fields, shares and amounts that are written otherwise, a version without rules."""
    told = (FOLDER.parents[1] / "packs" / "gb-delay-repay.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("kind: contract", "kind: statute"), ("how: half-up", "how: to-even"), ("{to: 0.01 GBP", "{to: 0.01"),
        ("below: 15m", "under: 15m"), ("in_force: 2016", "in_force: since 2016"), ("rules:", "rule:"),
        ("currency: GBP", "currency: pounds"), ("within: 28 days", "within: 28 sleeps"),
    ):  # fmt: skip
        assert old in told
        assert breaches(told.replace(old, new, 1), "pack"), new


# --- It cannot drift --------------------------------------------------------------------------------------------------
def test_a_field_without_a_schema_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that the checker knows and the schema does not, or the other way round, is an error."""
    with pytest.raises(KeyError, match="a thing: extra"):
        shaped(Shape("a thing", ("name",), ("extra",)), {"name": text()})
    tell = KINDS["tell"]
    more = {**KINDS, "tell": Shape(tell.what, tell.required, (*tell.optional, "aloud"))}
    monkeypatch.setattr(steps, "KINDS", more)
    with pytest.raises(KeyError, match="aloud"):
        playbook_schema()


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(definitions()[name]["pattern"]))


def _reads(parse: Callable[[str], object], told: str) -> bool:
    try:
        parse(told)
    except UsageError as trouble:
        return "longer than" in trouble.what  # a schema counts no years
    return True


_NUMBERS = st.integers(min_value=1, max_value=9_999).map(str)
_SPANS = st.one_of(
    st.lists(st.tuples(_NUMBERS, st.sampled_from(["h", "m", "s", "ms", "d", ""])), max_size=4).map(
        lambda parts: "".join(number + unit for number, unit in parts)
    ),
    st.tuples(_NUMBERS, st.sampled_from(["day", "days", "working day", "working days", "working hours", "hours", "wd"]))
    .map(" ".join),
)  # fmt: skip
_AMOUNTS = st.tuples(
    _NUMBERS, st.sampled_from(["", ".0", ".00", ".000", ",00"]), st.sampled_from(["", " ", "  "]),
    st.sampled_from([*EXPONENTS, "XXX", "usd"]),
).map("".join)  # fmt: skip


@given(told=_SPANS)
def test_spans_are_those_that_are_read(told: str) -> None:
    """A span satisfies the schema exactly when the checker reads it."""
    assert bool(_pattern("span").search(told)) == _reads(parse_span, told)
    assert bool(_pattern("duration").search(told)) == _reads(parse_duration, told)


@given(told=_AMOUNTS)
def test_amounts_are_those_that_are_read(told: str) -> None:
    """An amount satisfies the schema exactly when the checker reads it."""
    assert bool(_pattern("money").search(told)) == _reads(parse_money, told)
