"""The endpoint for partners: what each address answers, to whom, and that the same id gets the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from activities.desk import Answer, Desk
from domain.case import commands as c
from domain.case import events as e
from domain.case.events import EVENT_TYPES
from domain.errors import JournalAway, JournalLost
from domain.ids import case_stream
from domain.record import open_record
from domain.values import Person
from makegood.api.app import described
from tests.support.partners import ACME, ASKING, OTHER, Endpoint, endpoint
from tests.support.plans import HOUR

WHO = {"who": Person("cu_2", "v_2", "")}


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Endpoint]:
    """Return a house with two cases whose lockers wait to be opened."""
    async with endpoint(tmp_path, facts=WHO, cases=2) as (found, _):
        yield found


def refused(answer: httpx2.Response, status: int, kind: str, code: int) -> dict[str, object]:
    """Check that an answer is a refusal of this kind; returns it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, object] = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "remedy", "instance", "kind", "exit_code"}
    assert (body["status"], body["kind"], body["exit_code"]) == (status, kind, code)
    assert body["remedy"]
    return body


# --- Doing jobs ------------------------------------------------------------------------------------------------------
async def test_a_job_is_taken_reported_and_gone(it: Endpoint) -> None:
    """What is taken is begun in the partner's name; its report moves the case on, in the partner's name too."""
    job = await it.taken("w/1")
    assert (job["connector"], job["attempt"], job["mode"], job["timeout_ms"]) == ("lockers.open", 1, "send", 3_000)
    case = str(job["case"])
    assert (await it.case(case)).effects["open"].by == "partner:acme/w/1"
    answer = await it.report(job)
    assert answer.json() == {"case": case, "seq": (await it.house.cases.existing(case)).head.seq}
    assert (await it.case(case)).effects["open"].receipt == {"code": "A7"}
    told = [open_record(r.data, EVENT_TYPES) for r in await it.house.journal.read(case_stream(case))]
    actors = {type(one.event): one.actor for one in told}
    assert actors[e.StepStarted] == actors[e.StepSucceeded] == "partner:acme"
    assert (await it.taken())["case"] != case
    assert (await it.post("take", {"queue": "lockers"})).json() == {"job": None}


async def test_only_jobs_of_the_connectors_that_are_named_are_taken(it: Endpoint) -> None:
    """A worker is given what it is able to do."""
    assert (await it.post("take", {"queue": "lockers", "connectors": ["vans.send"]})).json() == {"job": None}
    found = await it.post("take", {"queue": "lockers", "connectors": ["vans.send", "lockers.open"]})
    assert found.json()["job"]["connector"] == "lockers.open"


async def test_a_signed_job_is_begun_once(it: Endpoint) -> None:
    """The first to ask gets it, everybody else null."""
    (case, *_) = [row.case for row in await it.house.journal.cases()]
    job = asdict(await it.signed(case))
    begun = (await it.post("begin", {"job": job})).json()["job"]
    assert begun["key"] == f"{case}/open/1"
    assert (await it.post("begin", {"job": job})).json() == {"job": None}
    assert (await it.report(begun)).status_code == 200


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ({"kind": "not-applied", "why": "no", "refused": True}, "refused"),
        ({"kind": "not-applied", "why": ""}, "retry"),
        ({"kind": "accepted", "reference": "job 9", "expect_by": "2026-03-02T10:00:00Z"}, "accepted"),
        ({"kind": "unknown", "why": "no answer"}, "unknown"),
    ],
)
async def test_every_outcome_arrives_as_itself(it: Endpoint, outcome: dict[str, object], status: str) -> None:
    """Refused, failed, taken on, unknown."""
    job = await it.taken()
    assert (await it.report(job, outcome)).status_code == 200
    assert (await it.case(str(job["case"]))).effects["open"].status == status


# --- The same id again -----------------------------------------------------------------------------------------------
async def test_the_same_id_again_gets_the_same_answer(it: Endpoint) -> None:
    """Of a take, a begin, a report, and a report that changed nothing; later, when the case has gone on, too."""
    first, again = [await it.post("take", {"queue": "lockers"}, key="w/1") for _ in range(2)]
    assert first.content == again.content
    job = first.json()["job"]
    other = next(row.case for row in await it.house.journal.cases() if row.case != job["case"])
    signed = {"job": asdict(await it.signed(other))}
    begun, begun_again = [await it.post("begin", signed, key="w/2") for _ in range(2)]
    assert begun.content == begun_again.content
    assert begun.json()["job"]["case"] == other
    told = await it.report(job, key="r/1")
    late = await it.report(job, key="r/2")
    await it.house.engine.until_quiet()
    await it.house.desk.submit(job["case"], c.AddNote(now=it.house.clock.now(), text="x"), command_id="note")
    assert told.content == (await it.report(job, key="r/1")).content
    assert late.content == (await it.report(job, key="r/2")).content
    assert told.json()["seq"] < (await it.house.cases.existing(job["case"])).head.seq


async def test_fifty_equal_requests_at_once_are_one(it: Endpoint) -> None:
    """Whoever asks in a hurry gets one job and one record of it, however often they ask."""
    takes = await asyncio.gather(*(it.post("take", {"queue": "lockers"}, key="w/1") for _ in range(50)))
    assert len({answer.content for answer in takes}) == 1
    job = takes[0].json()["job"]
    before = (await it.house.cases.existing(job["case"])).head.seq
    told = await asyncio.gather(*(it.report(job, key="r/1") for _ in range(50)))
    assert {answer.content for answer in told} == {told[0].content}
    assert told[0].json()["seq"] == before + 1


async def test_another_request_under_the_same_id_is_refused(it: Endpoint) -> None:
    """An id belongs to what it was first used for; another partner's ids are not in the way."""
    job = await it.taken()
    assert (await it.report(job, key="r/1")).status_code == 200
    refused(await it.report(job, {"kind": "unknown", "why": "?"}, key="r/1"), 409, "ConflictError", 5)
    refused(await it.report(job, key="r/1", token=OTHER), 403, "Forbidden", 8)


async def test_an_answer_asked_for_again_says_its_age_until_it_is_too_late(it: Endpoint) -> None:
    """A job is told again while there is time for it, with how much of it is gone; then it is over."""
    clock = it.house.clock
    first = await it.post("take", {"queue": "lockers"}, key="w/1")
    assert first.headers["age"] == "0"
    clock.at += timedelta(milliseconds=1_500)  # type: ignore[attr-defined] # it is a virtual one
    again = await it.post("take", {"queue": "lockers"}, key="w/1")
    assert (again.content, again.headers["age"]) == (first.content, "2")
    clock.at += timedelta(milliseconds=1_500)  # type: ignore[attr-defined] # as above
    refused(await it.post("take", {"queue": "lockers"}, key="w/1"), 409, "ConflictError", 5)


async def test_what_others_began_first_is_no_reason_to_come_away_empty(it: Endpoint) -> None:
    """A take that lost the first job to somebody else gets the second one, and again when it asks again."""
    first = next(iter([(case, work) async for case, work in it.counter.jobs.jobs.waiting("lockers", None)]))
    desk = it.house.desk
    lost: list[str] = []

    class Racing(Desk):
        async def submit(self, case: str, command: c.Command, **more: Any) -> Answer:
            if isinstance(command, c.Begin) and not lost:
                lost.append(case)
                await desk.submit(case, replace(command, by="somebody"), command_id="somebody")
            return await desk.submit(case, command, **more)

    it.counter.jobs.desk = Racing(desk.journal, desk.cases, desk.clock)
    job = await it.taken("w/1")
    assert lost == [first[0]]
    assert job["case"] != first[0]
    assert await it.taken("w/1") == job


# --- Who may what ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/v1/jobs/take", "/v1/jobs/begin", "/v1/jobs/outcome", "/v1/nothing", "/", "/docs"])
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer nonsense", f"Basic {ACME}", f"Bearer {ACME}x"])
async def test_nothing_is_answered_without_a_token(it: Endpoint, path: str, header: str | None) -> None:
    """Whatever is asked, and whether it is there or not."""
    headers = {} if header is None else {"Authorization": header}
    answer = await it.client.post(path, headers=headers, json={"queue": "lockers"})
    refused(answer, 401, "Forbidden", 8)
    assert answer.headers["www-authenticate"].startswith('Bearer realm="makegood"')


async def test_unknown_tokens_are_answered_so_often_and_no_oftener(it: Endpoint) -> None:
    """Then with 429 and when to come back; a right token is let in all the same."""
    for _ in range(10):
        assert (await it.post("take", {"queue": "vans"}, token="x" * 40)).status_code == 401
    late = await it.post("take", {"queue": "vans"}, token="x" * 40)
    refused(late, 429, "Unavailable", 7)
    assert 0 < int(late.headers["retry-after"]) <= 60
    assert (await it.post("take", {"queue": "vans"})).status_code == 200


async def test_a_partner_has_the_jobs_of_its_queues_only(it: Endpoint) -> None:
    """Another's queue is refused, asked for by name or by a job that was signed for it."""
    refused(await it.post("take", {"queue": "lockers"}, token=OTHER), 403, "Forbidden", 8)
    (case, *_) = [row.case for row in await it.house.journal.cases()]
    refused(await it.post("begin", {"job": asdict(await it.signed(case))}, token=OTHER), 403, "Forbidden", 8)
    assert (await it.case(case)).effects == {}


@pytest.mark.parametrize("change", [{"queue": "vans"}, {"step": "other"}, {"attempt": 2}, {"signature": "0" * 64}])
async def test_a_job_that_was_not_signed_as_it_is_is_refused(it: Endpoint, change: dict[str, object]) -> None:
    """Nobody makes a job of their own, or one for another queue."""
    (case, *_) = [row.case for row in await it.house.journal.cases()]
    job = {**asdict(await it.signed(case)), **change}
    refused(await it.post("begin", {"job": job}), 403, "Forbidden", 8)
    assert (await it.case(case)).effects == {}


async def test_only_who_began_an_effect_reports_it(it: Endpoint) -> None:
    """Not another partner, not of an effect that the house's own workers began; and nothing is written."""
    job = await it.taken()
    before = (await it.house.cases.existing(str(job["case"]))).head
    refused(await it.report(job, token=OTHER), 403, "Forbidden", 8)
    refused(await it.report({**job, "attempt": 2}), 403, "Forbidden", 8)
    assert (await it.house.cases.existing(str(job["case"]))).head == before
    own = await it.counter.jobs.take("lockers", None, "worker-1/1")
    assert own is not None
    refused(await it.report(own.told), 403, "Forbidden", 8)


async def test_a_late_report_counts_though_somebody_else_has_begun_again(it: Endpoint) -> None:
    """No outcome is thrown away: who began an attempt may report it after the next one was begun."""
    clock = it.house.clock
    job = await it.taken()
    clock.at += HOUR.span  # type: ignore[attr-defined] # it is a virtual one
    await it.house.engine.until_quiet()
    assert (await it.case(str(job["case"]))).effects["open"].status == "unknown"
    again = [await it.counter.jobs.take("lockers", None, f"worker-1/{number}") for number in range(2)]
    assert {one.told["case"] for one in again if one is not None} >= {job["case"]}
    assert (await it.case(str(job["case"]))).effects["open"].by.startswith("worker-1/")
    assert (await it.report(job)).status_code == 200
    assert (await it.case(str(job["case"]))).effects["open"].status == "applied"


async def test_who_is_asked_what_became_of_a_key_may_answer(tmp_path: Path) -> None:
    """An effect that one worker began is looked up by whoever works on its queue, and by nobody else."""
    async with endpoint(tmp_path, ASKING) as (it, [case]):
        clock = it.house.clock
        own = await it.counter.jobs.take("lockers", None, "worker-1/1")
        assert own is not None
        refused(await it.report(own.told, looked_up=True), 403, "Forbidden", 8)
        clock.at += HOUR.span  # type: ignore[attr-defined] # it is a virtual one
        await it.house.engine.until_quiet()
        job = await it.taken()
        assert (job["mode"], job["key"]) == ("look-up", own.told["key"])
        refused(await it.report(job, looked_up=True, token=OTHER), 403, "Forbidden", 8)
        refused(await it.report(job), 403, "Forbidden", 8)
        assert (await it.report(job, looked_up=True)).status_code == 200
        assert (await it.case(case)).effects["ask"].status == "applied"


# --- What is no request ----------------------------------------------------------------------------------------------
async def test_unknown_addresses_and_methods_are_refused_in_the_same_form(it: Endpoint) -> None:
    """404 and 405 are problem documents, and 405 says what there is."""
    headers = {"Authorization": f"Bearer {ACME}", "Idempotency-Key": "x"}
    for path in ("/", "/v1", "/v1/jobs", "/v1/jobs/take/", "/v2/jobs/take", "/docs", "/openapi.json"):
        refused(await it.client.get(path, headers=headers), 404, "NotFoundError", 4)
    for path, method, allowed in (
        ("/v1/jobs/take", "GET", "POST"), ("/v1/jobs/outcome", "DELETE", "POST"), ("/v1/health", "PUT", "GET"),
        ("/v1/health", "POST", "GET"), ("/v1/jobs/take", "PATCH", "POST"),
    ):  # fmt: skip
        answer = await it.client.request(method, path, headers=headers, json={} if method == "POST" else None)
        refused(answer, 405, "UsageError", 2)
        assert answer.headers["allow"] == allowed
    assert (await it.client.head("/v1/health")).status_code == 405


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("take", {}, "“queue” is missing."),
        ("take", {"queue": ""}, "“queue” is empty."),
        ("take", {"queue": "a b"}, "“queue” is not of its form."),
        ("take", {"queue": 7}, "“queue” is not as it should be."),
        ("take", {"queue": "lockers", "connectors": []}, "“connectors” is empty."),
        ("take", {"queue": "lockers", "more": 1}, "the body holds a part that is not known here."),
        ("take", [], "the body is not as it should be."),
        ("begin", {"job": {}}, "“job.case” is missing."),
        ("outcome", {"key": "x", "attempt": 1, "outcome": {"kind": "applied"}}, "“key” is not of its form."),
        ("outcome", {"key": "ca_a/b/1", "attempt": -1, "outcome": {"kind": "applied"}}, "“attempt” is too small."),
        ("outcome", {"key": "ca_a/b/1", "attempt": 1, "outcome": {"kind": "odd"}}, "“outcome” is of no kind"),
    ],
)
async def test_a_body_that_is_not_as_described_is_refused_by_its_part(
    it: Endpoint, path: str, body: object, said: str
) -> None:
    """By the name of the part, and what is wrong with it."""
    assert said in str(refused(await it.post(path, body), 422, "UsageError", 2)["detail"])


@pytest.mark.parametrize(
    "outcome",
    [
        {"kind": "applied", "receipt": {}, "message": {"template": "t"}},
        {"kind": "applied", "receipt": {"x": 1.5}},
        {"kind": "applied", "receipt": {"x": 2**60}},
        {"kind": "applied", "receipt": {"x": {"$sealed": "v_1", "commitment": "c"}}},
        {"kind": "applied", "receipt": {"x": [{"$person": "cu_1", "ref": "v_1", "commitment": "c"}]}},
        {"kind": "applied", "receipt": {"x": {"$odd": 1}}},
        {"kind": "applied", "receipt": {"x": {"$money": {"currency": "XXX", "minor": 1}}}},
        {"kind": "applied", "receipt": {"x": {"$date": "2026-13-01"}}},
        {"kind": "applied", "receipt": {"x": {"$duration": "9" * 5_000 + "ms"}}},
        {"kind": "applied", "receipt": {"x": "\x00"}},
        {"kind": "applied", "receipt": {"x": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}},
        {"kind": "accepted", "reference": "r", "expect_by": "tomorrow"},
        {"kind": "accepted", "reference": "r", "expect_by": "2026-03-02T10:00:00"},
        {"kind": "not-applied", "why": "x" * 2_001},
    ],
)
async def test_an_outcome_holds_what_a_partner_can_know(it: Endpoint, outcome: dict[str, object]) -> None:
    """No letters of the house, no references into its vault, nothing that a record cannot keep."""
    job = await it.taken()
    refused(await it.report(job, outcome), 422, "UsageError", 2)
    assert (await it.case(str(job["case"]))).effects["open"].status == "open"


@pytest.mark.parametrize("data", [b"", b"{", b"nonsense", b"\xff", b'{"queue": "lockers"', b"[" * 100_000])
async def test_a_body_that_is_no_json_is_refused(it: Endpoint, data: bytes) -> None:
    """With 400 (or 422, where there is none at all)."""
    headers = {"Authorization": f"Bearer {ACME}", "Idempotency-Key": "x", "Content-Type": "application/json"}
    answer = await it.client.post("/v1/jobs/take", content=data, headers=headers)
    refused(answer, 400 if data else 422, "UsageError", 2)


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(it: Endpoint) -> None:
    """By what it says of itself, and by what comes when it says nothing; one at the limit is read."""
    sent = 0

    async def parts() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1
            yield b" " * 16 * 1024

    headers = {"Authorization": f"Bearer {ACME}", "Idempotency-Key": "x", "Content-Type": "application/json"}
    for content in (b" " * (256 * 1024 + 1), parts()):
        refused(await it.client.post("/v1/jobs/take", content=content, headers=headers), 413, "UsageError", 2)
    fits = b'{"queue": "vans"}'.ljust(256 * 1024)
    assert (await it.client.post("/v1/jobs/take", content=fits, headers=headers)).json() == {"job": None}


async def test_what_is_not_called_json_is_refused(it: Endpoint) -> None:
    """A form, a text, and what says nothing of itself."""
    headers = {"Authorization": f"Bearer {ACME}", "Idempotency-Key": "x"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = await it.client.post(
            "/v1/jobs/take", content=b'{"queue": "vans"}', headers={**headers, "Content-Type": kind}
        )
        refused(answer, 415, "UsageError", 2)


@pytest.mark.parametrize("key", [None, "", "a b", "x" * 101, "ä"])
async def test_every_request_has_an_id(it: Endpoint, key: str | None) -> None:
    """Without one nobody could ask again."""
    headers = {"Authorization": f"Bearer {ACME}", **({"Idempotency-Key": key.encode()} if key is not None else {})}
    answer = await it.client.post("/v1/jobs/take", json={"queue": "vans"}, headers=headers)  # type: ignore[arg-type]
    assert "Idempotency-Key" in str(refused(answer, 400, "UsageError", 2)["detail"])


async def test_what_is_not_there_is_not_found(it: Endpoint) -> None:
    """No case, or no effect of it with this key; the two are told in the same words."""
    case = str((await it.taken())["case"])
    said = {
        str(refused(await it.report({"key": key, "attempt": 1}), status, kind, code)["detail"])
        for key, status, kind, code in (("ca_nothing/open/1", 404, "NotFoundError", 4),)
    }
    assert said == {"there is no effect with this key."}
    refused(await it.report({"key": f"{case}/nothing/1", "attempt": 1}), 403, "Forbidden", 8)


# --- When all is not well --------------------------------------------------------------------------------------------
async def test_health_is_open_and_says_to_a_partner_who_it_is(it: Endpoint) -> None:
    """Without a token only that all is well; with a wrong one nothing."""
    assert (await it.client.get("/v1/health")).json() == {"status": "ok"}
    known = await it.client.get("/v1/health", headers={"Authorization": f"Bearer {ACME}"})
    assert known.json() == {"status": "ok", "partner": "acme", "queues": ["lockers", "vans"]}
    refused(await it.client.get("/v1/health", headers={"Authorization": "Bearer x"}), 401, "Forbidden", 8)


@pytest.mark.parametrize(
    "trouble", [JournalAway("the journal is busy.", remedy="Wait."), JournalLost("gone.", remedy="-")]
)
async def test_a_journal_that_is_away_is_said_with_when_to_ask_again(
    it: Endpoint, trouble: JournalAway | JournalLost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 and Retry-After; health says so too."""

    async def away(*_: object) -> object:
        raise trouble

    job = await it.taken()
    for name in ("command", "info"):
        monkeypatch.setattr(type(it.house.journal), name, away)
    for answer in (await it.report(job), await it.client.get("/v1/health")):
        refused(answer, 503, type(trouble).__name__, 7)
        assert int(answer.headers["retry-after"]) > 0


async def test_a_fault_of_ours_tells_nothing_of_itself(it: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """500, and neither what went wrong nor where."""

    async def broken(*_: object) -> object:
        raise ZeroDivisionError("hunter2")

    monkeypatch.setattr(type(it.house.journal), "command", broken)
    answer = await it.post("take", {"queue": "lockers"})
    refused(answer, 500, "MakegoodError", 1)
    assert "hunter2" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert [type(fault) for fault in it.faults] == [ZeroDivisionError]


def test_the_description_has_exactly_these_addresses(it: Endpoint) -> None:
    """Four of them, each with every refusal it may answer as a problem document."""
    paths = described(it.app)["paths"]
    assert {(path, method) for path, methods in paths.items() for method in methods} == {
        ("/v1/jobs/take", "post"), ("/v1/jobs/begin", "post"), ("/v1/jobs/outcome", "post"), ("/v1/health", "get"),
    }  # fmt: skip
    for methods in paths.values():
        for method in methods.values():
            kinds = {status: set(answer["content"]) for status, answer in method["responses"].items()}
            assert kinds.pop("200") == {"application/json"}
            assert set(kinds) >= {"401", "403", "409", "413", "422", "429", "503"}
            assert set().union(*kinds.values()) == {"application/problem+json"}
