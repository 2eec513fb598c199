"""Examples as they are played: what every deed does, and how what came otherwise is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.playbook.house import Hire
from tests.support.plans import book
from tests.unit.test_examples_reading import FACTS, PLAN, file, read
from workers.library.trying import Tried, try_all

STAFF = [
    Hire("budi", "Budi", ("desk-head",), {}, (), ""), Hire("sari", "Sari", ("desk",), {}, (), "budi"),
]  # fmt: skip
BOOKS = {market: book(PLAN) for market in ("us", "id")}


def tried(when: str, expect: str, **parts: str) -> Tried:
    """Play one example."""
    found, findings = read(file(when=when, expect=expect, **parts))
    assert [str(finding) for finding in findings] == []
    assert found is not None
    return asyncio.run(try_all(found, "f", BOOKS, STAFF)).tried[0]


AS_EXPECTED = [
    ("[]", "{steps: {apology: done, look: done, tell-us: done, seats.hold: done, tickets.reissue: done, bag: done}}"),
    ("[]", "{messages: [apology, way-forward], promises: {acknowledge: kept}, follow_ups: {csat: answered}}"),
    (
        "[]",
        "{tasks: [look, tell-us], remedies: [], outcome: alternative accepted, reopened: false, closed_within: 2 days}",
    ),
    (
        "[{choose: refund, after: 2h}]",
        "{remedies: [{kind: refund, to: Ana, amount: 5.50 USD, is: paid}], resolved_within: 3h}",
    ),
    ("[{choose: refund}]", "{remedies: [{kind: refund, to: b1}], steps: {'refund[b1]': done, 'refund[b2]': skipped}}"),
    ("[{choose: refund, after: 25h, barred: true}]", "{outcome: solved, remedies: [{kind: refund}]}"),
    ("[{decline: way-forward}]", "{steps: {refund: skipped, seats.hold: skipped}, outcome: solved}"),
    ("[{silent: way-forward}]", "{at: [{after: 23h, steps: {way-forward: open}}], remedies: [{kind: refund}]}"),
    ("[{silent: tell-us}]", "{tasks: [look, tell-us], steps: {tell-us: done}}"),
    ("[{silent: bag-found}, {silent: csat}]", "{follow_ups: {csat: silence}, tasks: [look, tell-us, review]}"),
    ("[{event: bag-found, after: 20h}]", "{at: [{after: 19h, steps: {bag: open}}, {after: 21h, steps: {bag: done}}]}"),
    ("[{late: look}]", "{at: [{after: 1h, steps: {look: open}}], promises: {acknowledge: kept}}"),
    ("[{refuse: tickets.reissue}]", "{steps: {seats.hold: undone, tickets.reissue: refused}}"),
    ("[{fail: seats.hold, times: 4}]", "{steps: {seats.hold: done}}"),
    ("[{fail: seats.hold, times: 5}]", "{steps: {seats.hold: failed, tickets.reissue: skipped}}"),
    ("[{unknown: seats.hold, then: applied}]", "{steps: {tickets.reissue: done}, tasks: [look, tell-us]}"),
    ("[{unknown: seats.hold, then: not applied, times: 3}]", "{steps: {tickets.reissue: done}}"),
    (
        "[{later: tickets.reissue, after: 3h}]",
        "{at: [{after: 2h, steps: {tickets.reissue: open}}], steps: {tickets.reissue: done}}",
    ),
    ("[{refuse: tickets.reissue}, {fail: seats.release, times: 2}]", "{steps: {seats.hold: undone}}"),
    (
        "[{choose: refund}, {deny: refund, by: budi, why: no}]",
        "{remedies: [{kind: refund, is: denied}], steps: {refund: skipped}}",
    ),
    ("[{choose: refund}, {approve: refund, by: sari, barred: true}]", "{remedies: [{kind: refund, is: paid}]}"),
    (
        "[{choose: refund}, {late: refund}]",
        "{tasks: [look, tell-us, approve refund], remedies: [{kind: refund, is: paid}]}",
    ),
    (
        "[{choose: refund}, {fail: payments.refund, times: 5}]",
        "{tasks: [look, tell-us, approve refund, decide refund]}",
    ),
    (
        "[{choose: refund}, {fail: payments.refund, times: 5}, {skip: refund, by: budi, why: paid in cash}]",
        "{remedies: [{kind: refund, is: denied}]}",
    ),
    (
        "[{receipt: 45 USD, after: 1h}, {receipt: 45 USD, after: 2h}]",
        "{remedies: [{kind: expenses, amount: 45 USD}, {kind: expenses, amount: 5 USD}]}",
    ),
    ("[{late: look}, {withdraw: never mind, after: 1h}]", "{outcome: withdrawn, messages: [apology, you-withdrew]}"),
    (
        "[{late: look}, {cancel: no failure, after: 1h}]",
        "{outcome: no failure found, messages: [apology, case-cancelled]}",
    ),
    ("[{change: {size: 9}, after: 1h}]", "{outcome: alternative accepted}"),
    (
        "[{cause: weather}, {answer: look, with: {well: false, said: nothing}, by: sari, after: 1 working day}]",
        "{closed_within: 4 days}",
    ),
]


@pytest.mark.parametrize(("when", "expect"), AS_EXPECTED)
def test_as_expected(when: str, expect: str) -> None:
    """Every deed does what it says, and whatever is not said goes well, at once."""
    assert tried(when, expect).differences == ()


OTHERWISE = [
    ("[{silent: csat}]", "{tier: critical}", "tier", "critical", "routine", "rare: safety none"),
    (
        "[]",
        "{steps: {refund: done}}",
        "refund",
        "done",
        "skipped",
        'took the way “chosen("way-forward") == "bring"” (chosen("way-forward") = bring)',
    ),
    ("[{refuse: seats.hold}]", "{steps: {seats.hold: done}}", "seats.hold", "done", "refused", ""),
    (
        "[{refuse: tickets.reissue}]",
        "{steps: {seats.hold: done}}",
        "seats.hold",
        "done",
        "undone",
        "it was taken back: tickets.reissue refused",
    ),
    (
        "[{late: look}, {withdraw: no, after: 1h}]",
        "{steps: {look: done}, outcome: withdrawn}",
        "look",
        "done",
        "skipped",
        "",
    ),
    ("[]", "{messages: [apology]}", "messages", "apology", "apology, way-forward", "way-forward was sent"),
    (
        "[{late: look}, {withdraw: no, after: 1h}]",
        "{outcome: withdrawn, messages: [apology, way-forward]}",
        "messages",
        "apology, way-forward",
        "apology",
        "way-forward is skipped: the case ended before: withdrawn",
    ),
    (
        "[{later: apology, after: 2h}]",
        "{promises: {acknowledge: kept}}",
        "promise acknowledge",
        "kept",
        "broken",
        "due reported",
    ),
    ("[]", "{follow_ups: {csat: silence}}", "follow-up csat", "silence", "answered", ""),
    (
        "[{choose: refund}]",
        "{remedies: [{kind: refund, amount: 6 USD}]}",
        "remedy",
        "refund 6.00 USD",
        "refund 5.50 USD to Ana, paid",
        "paid by payments.refund; choose-1 took the way",
    ),
    (
        "[{choose: refund}, {deny: refund, by: budi, why: not covered}]",
        "{remedies: [{kind: refund, is: paid}]}",
        "remedy",
        "refund, paid",
        "refund 5.50 USD to Ana, denied",
        "budi said no: not covered",
    ),
    ("[]", "{remedies: [{kind: refund}]}", "remedy", "refund", "none", "choose-1 took the way"),
    (
        "[{choose: refund}]",
        "{remedies: []}",
        "remedy",
        "none",
        "refund 5.50 USD to Ana, paid",
        "paid by payments.refund",
    ),
    ("[]", "{tasks: [look]}", "tasks", "look", "look, tell-us", "tell-us: Tell"),
    ("[]", "{outcome: solved}", "outcome", "solved", "alternative accepted", "way-forward chosen bring"),
    (
        "[{follow_up: csat, with: {outcome: 4, handling: 3}}]",
        "{reopened: true}",
        "reopened",
        "reopened",
        "not reopened",
        "",
    ),
    ("[]", "{closed_within: 2h}", "closed within", "2h", "24h after the report", "reported Monday 2 March 2026 15:00"),
    ("[{late: look}]", "{at: [{after: 1h, steps: {look: done}}]}", "1h in: look", "done", "open", "it waits for desk"),
    (
        "[{decline: way-forward}, {fail: seats.hold}]",
        "{}",
        "fail seats.hold",
        "is done",
        "had no chance",
        "seats.hold was not asked",
    ),
    (
        "[{choose: refund}, {approve: refund, by: sari}]",
        "{}",
        "approve refund",
        "is done",
        "was refused",
        "It takes the role desk-head.",
    ),
    ("[{choose: refund, barred: true}]", "{}", "choose refund", "is refused", "was done", ""),
    ("[]", "{handled: false}", "failure", "not handled", "handled by this playbook", ""),
]


@pytest.mark.parametrize(("when", "expect", "what", "wanted", "came", "why"), OTHERWISE)
def test_what_came_otherwise_is_told(when: str, expect: str, what: str, wanted: str, came: str, why: str) -> None:
    """A difference says what was expected, what came, and why: the branch with what it read, a refusal, a person."""
    found = next(each for each in tried(when, expect).differences if each.what == what)
    assert (found.expected, found.came.startswith(came)) == (wanted, True), found
    assert why in found.why
    assert found.line > 2


def test_a_case_that_comes_to_no_end_is_told() -> None:
    """An example never passes while its case is open, unless it says so; whom it waits for is said."""
    found = tried("[{late: look, times: 1000}]", "{}").differences
    assert [(each.what, each.came) for each in found] == [("outcome", "still open")]
    assert "the case waits for desk" in found[0].why
    assert tried("[{late: look, times: 1000}]", "{outcome: still open}").differences == ()


def test_a_case_that_cannot_be_opened_is_told() -> None:
    """A promise that the calendar cannot count is said in a sentence, as a difference."""
    found = tried("[]", "{closed_within: 900 days}").differences
    assert [(each.what, each.came) for each in found] == [("closed within", "cannot be counted")]


def test_the_same_example_gives_the_same_differences() -> None:
    """Nothing in an example is left to chance."""
    when, expect = "[{unknown: seats.hold, then: applied}]", "{tasks: [], messages: [], closed_within: 1h}"
    assert tried(when, expect) == tried(when, expect)
    assert len(tried(when, expect).differences) == 3


DEEDS = (
    "{choose: bring, after: 2h}", "{choose: refund}", "{decline: way-forward, after: 3h}", "{silent: way-forward}",
    "{silent: tell-us}", "{silent: csat}", "{silent: bag-found}", "{late: look}", "{late: refund, times: 2}",
    "{answer: look, with: {well: false}, after: 5h}", "{refuse: seats.hold}", "{fail: tickets.reissue, times: 5}",
    "{unknown: seats.hold, then: not applied}", "{unknown: payments.refund, then: applied, times: 2}",
    "{later: seats.hold, after: 2h}", "{unknown: seats.release, then: not applied}", "{deny: refund, why: no}",
    "{approve: refund, by: sari, barred: true}", "{skip: refund}", "{retry: seats.hold}", "{receipt: 45 USD}",
    "{change: {size: 8}, after: 5h}", "{event: bag-found, after: 3h}", "{withdraw: no, after: 4h}",
    "{cancel: no, after: 1 day}", "{follow_up: csat, with: {outcome: 1, handling: 1}}", "{fail: apology, times: 6}",
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(DEEDS), max_size=8))
def test_whatever_is_done_the_case_ends(deeds: Sequence[str]) -> None:
    """Deeds in any mixture end in a closed case: what is said goes as said, and the rest goes well."""
    found = tried(f"[{', '.join(deeds)}]", "{}")
    assert [each for each in found.differences if each.what in {"outcome", "the case"}] == []


def test_a_failure_that_is_not_handled_is_said() -> None:
    """Where the conditions of the playbook do not hold, an example may expect just that."""
    assert tried("[]", "{}", facts=FACTS).differences == ()
