"""A worker's way to an endpoint: what is asked again and when, what ends it, and what is gone of a job's time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx2
import pytest

from activities.ports import Call
from activities.registry import Receipt, step
from domain.case.commands import Unknown
from domain.errors import ConflictError, Forbidden, MakegoodError, Unavailable, UsageError
from tests.support.partners import ACME
from workers import endpoint as module
from workers.door.requests import outcome_of
from workers.endpoint import Endpoint, endpoint_of
from workers.queue import QueueWorker
from workers.settings import load

JOB = {"case": "ca_a", "step": "open", "effect": "do", "connector": "lockers.open", "key": "ca_a/open/1", "attempt": 1,
       "request": {}, "timeout_ms": 3_000, "mode": "send"}  # fmt: skip
OUTCOME = {"key": "ca_a/open/1", "attempt": 1, "looked_up": False, "outcome": {"kind": "applied", "receipt": {}}}
DONE = httpx2.Response(200, json={"case": "ca_a", "seq": 3})
Answer = httpx2.Response | Exception


def problem(status: int, kind: str, **headers: str) -> httpx2.Response:
    """Return a refusal as the house words it."""
    body = {"kind": kind, "detail": "no.", "remedy": "", "instance": "", "title": "", "exit_code": 1}
    return httpx2.Response(status, json=body, headers=headers)


class Asked:
    """An endpoint that gives these answers in their order, and a clock that waits without waiting."""

    def __init__(self, answers: Sequence[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers, self.requests, self.waited = list(answers), list[httpx2.Request](), list[float]()
        self.endpoint = Endpoint("https://house.example", ACME)
        self.endpoint._client = httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer))

        async def rest(endpoint: Endpoint, seconds: float) -> None:
            self.waited.append(seconds)

        monkeypatch.setattr(Endpoint, "_rest", rest)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Give the next one."""
        self.requests.append(request)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def ids(self) -> set[str]:
        """Return under which ids was asked."""
        return {request.headers["idempotency-key"] for request in self.requests}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Make an endpoint of answers."""
    return lambda *answers: Asked(answers, monkeypatch)


async def test_a_report_is_sent_under_one_id_until_it_is_answered(asked: Callable[..., Asked]) -> None:
    """Whatever comes in between: lost lines, proxies' pages, a house that is busy; Retry-After counts."""
    it = asked(
        httpx2.ConnectError("x"), httpx2.ReadTimeout("x"), httpx2.Response(502, text="<html>"),
        httpx2.Response(404, text="no such site"), httpx2.Response(200, text="<html>login"),
        problem(503, "JournalAway", **{"Retry-After": "7"}), problem(429, "Unavailable", **{"Retry-After": "31"}),
        problem(500, "MakegoodError"), DONE,
    )  # fmt: skip
    assert await it.endpoint.call("outcome", **OUTCOME) == {"case": "ca_a", "seq": 3}
    assert len(it.requests) == 9
    assert len(it.ids) == 1
    assert it.waited[5:7] == [16.0, 31.0]
    assert it.waited[:5] == [0.5, 1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize(("status", "kind"), [(409, ConflictError), (403, Forbidden), (422, UsageError)])
async def test_a_report_that_is_refused_is_not_sent_again(
    asked: Callable[..., Asked], status: int, kind: type[MakegoodError]
) -> None:
    """The house's own refusal is an answer."""
    it = asked(problem(status, kind.__name__))
    with pytest.raises(kind):
        await it.endpoint.call("outcome", **OUTCOME)
    assert it.waited == []
    assert it.endpoint.ended_by is None


async def test_a_fault_that_stays_ends_in_a_refusal(asked: Callable[..., Asked]) -> None:
    """The same fault five times will not be another the sixth time."""
    it = asked(*[problem(500, "MakegoodError") for _ in range(5)])
    with pytest.raises(MakegoodError):
        await it.endpoint.call("outcome", **OUTCOME)
    assert it.answers == []


async def test_a_token_that_is_known_no_more_ends_the_worker(asked: Callable[..., Asked]) -> None:
    """It stops, and says why."""
    it = asked(problem(401, "Forbidden"))
    with pytest.raises(Forbidden):
        await it.endpoint.call("begin", job={}, by="w/1", queue="q")
    assert it.endpoint.stopping.is_set()
    assert isinstance(it.endpoint.ended_by, Forbidden)


async def test_a_job_is_asked_for_under_the_name_it_is_begun_by(asked: Callable[..., Asked]) -> None:
    """Again under the same one; of its time what the house says is gone is gone."""
    it = asked(httpx2.ReadTimeout("x"), httpx2.Response(200, json={"job": JOB}, headers={"Age": "2"}))
    found = await it.endpoint.call("take", queue="lockers", by="w/1", connectors=["lockers.open"], user="me")
    assert isinstance(found, dict)
    assert it.ids == {"w/1"}
    assert 0 < found["timeout_ms"] <= 1_000
    assert json.loads(it.requests[0].content) == {"queue": "lockers", "connectors": ["lockers.open"]}


async def test_a_job_that_is_over_when_its_answer_comes_is_left(asked: Callable[..., Asked]) -> None:
    """The house says so, and the case finds out by itself what became of it."""
    it = asked(problem(409, "ConflictError"))
    assert await it.endpoint.call("take", queue="lockers", by="w/1", connectors=[]) is None


async def test_a_begin_that_gets_no_answer_is_given_up(
    asked: Callable[..., Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever handed the job out hands it out again."""
    monkeypatch.setattr(module, "BEGIN_WITHIN_S", 1.0)
    it = asked(*[httpx2.ConnectError("x") for _ in range(9)])
    with pytest.raises(Unavailable):
        await it.endpoint.call("begin", job={}, by="w/1", queue="q")
    assert len(it.requests) <= 3


async def test_a_worker_that_is_told_to_stop_still_reports_but_takes_no_more(asked: Callable[..., Asked]) -> None:
    """A report is owed; a job is not."""
    it = asked(httpx2.ConnectError("x"), httpx2.ConnectError("x"), DONE)
    it.endpoint.stopping.set()
    assert await it.endpoint.call("take", queue="lockers", by="w/1", connectors=[]) is None
    assert await it.endpoint.call("outcome", **OUTCOME) == {"case": "ca_a", "seq": 3}


async def test_a_step_is_not_done_when_its_time_is_gone(asked: Callable[..., Asked]) -> None:
    """Its outcome is unknown: nothing was sent now, but nobody knows of the try before."""
    done = []

    @step("lockers.open", capability="keyed")
    def open_locker(call: Call) -> Receipt:
        done.append(call)
        return {}

    it = asked(httpx2.Response(200, json={"job": JOB}, headers={"Age": "3"}), DONE)
    assert await QueueWorker(it.endpoint, "lockers", {"lockers.open": open_locker}, "w").one("w/1")
    assert done == []
    assert isinstance(outcome_of(json.loads(it.requests[1].content)), Unknown)


async def test_what_only_the_house_reports_and_too_many_words_do_not_travel(asked: Callable[..., Asked]) -> None:
    """No part for letters; a reason is cut where the endpoint would refuse it."""
    it = asked(DONE, DONE)
    await it.endpoint.call("outcome", **{**OUTCOME, "outcome": {"kind": "applied", "receipt": {}, "message": {}}})
    await it.endpoint.call("outcome", **{**OUTCOME, "outcome": {"kind": "unknown", "why": "x" * 9_000}})
    first, second = (json.loads(request.content)["outcome"] for request in it.requests)
    assert first == {"kind": "applied", "receipt": {}}
    assert len(second["why"]) == 2_000


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("house.example", "is no address of an endpoint"),
        ("ftp://house.example", "is no address of an endpoint"),
        ("https://", "is no address of an endpoint"),
        ("https://me:pw@house.example", "is no address of an endpoint"),
        ("https://house.example:port", "is no address of an endpoint"),
        ("http://house.example", "the token would travel in the clear"),
    ],
)
def test_an_address_that_is_no_use_is_refused(at: str, said: str, tmp_path: Path) -> None:
    """No password in it, and no token over a line that anybody can read."""
    with pytest.raises(UsageError) as trouble:
        endpoint_of(load({"worker_token": ACME}, folder=tmp_path), at, asyncio.Event())
    assert said in str(trouble.value)
    assert trouble.value.remedy


def test_a_host_of_ones_own_may_be_reached_in_the_clear(tmp_path: Path) -> None:
    """This machine, and what the settings name."""
    (tmp_path / "makegood.toml").write_text('allow_private = ["engine"]\n')
    settings = load({"worker_token": ACME}, folder=tmp_path)
    for at in ("http://127.0.0.1:8080", "http://[::1]:8080/", "http://localhost", "http://engine:8080"):
        assert endpoint_of(settings, at, asyncio.Event()).url == at.rstrip("/")
