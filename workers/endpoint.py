"""A worker's way to a house it shares neither journal nor socket with: the house's endpoint, over HTTP.

A lost answer is asked for again under the same id until there is one: nothing is begun twice, and no report is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2

from activities.journal.door import refusal
from domain.errors import ConflictError, Forbidden, MakegoodError, Unavailable, UsageError
from workers.door.requests import text_of
from workers.settings import Settings
from workers.watching import endpoint_back, endpoint_waited_for
from workers.web import is_loopback

ANSWERS_WITHIN_S, CONNECTS_WITHIN_S = 30.0, 10.0
FIRST_S, LONGEST_S = 0.5, 30.0
"""How long is waited before the same is asked again; it doubles, and what the house says counts."""
BEGIN_WITHIN_S = 30.0
"""A job that cannot be begun for so long is left: whoever handed it out hands it out again."""
REPORT_WITHIN_S, LONGEST_IN_THE_END_S = 60.0, 5.0
"""So long a worker that is told to stop goes on trying to report what it did, with pauses not longer than these."""
LONGEST_ASKED_S = 600.0
LONGEST_WHY = 2_000
_LATER = frozenset({408, 429, 502, 503, 504})
"""Answers that say nothing about the request itself: the same is asked again."""
_UNAUTHORIZED, _FAULT, MOST_FAULTS = 401, 500, 5


@dataclass(slots=True)
class Endpoint:
    """Reaches whoever begins jobs and takes reports, over HTTP."""

    url: str
    token: str = field(repr=False)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    ended_by: MakegoodError | None = None
    """Why it is of no more use to ask: the token is not known any more."""
    _stopped_at: float | None = None
    _client: httpx2.AsyncClient = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare; nothing is asked yet."""
        self._client = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {self.token}", "Accept": "application/json"}, trust_env=False,
            timeout=httpx2.Timeout(ANSWERS_WITHIN_S, connect=CONNECTS_WITHIN_S), follow_redirects=False,
        )  # fmt: skip

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def queues(self) -> list[str]:
        """Return the queues that this worker's firm may work for.

        Raises:
            Forbidden: the token is not known there.
            Unavailable: nobody answers there, or it is no endpoint of ours.
        """
        try:
            answer = await self._client.get(f"{self.url}/v1/health")
        except httpx2.HTTPError as trouble:
            raise Unavailable(
                f"no endpoint answers: {type(trouble).__name__}.", where=self.url, remedy="See the address after --at."
            ) from None
        told = _told(answer)
        queues = told.get("queues")
        if answer.is_success and isinstance(queues, list):
            return [str(queue) for queue in queues]
        raise _refused(answer, told, self.url)

    async def call(self, do: str, **fields: object) -> object:
        """Ask one thing that is asked at the door too: `take`, `begin`, `outcome`.

        Raises:
            Unavailable: it could not be asked for so long that it makes no sense any more.
            MakegoodError: what it was refused with.
        """
        match do:
            case "take":
                body = {"queue": fields["queue"], "connectors": fields["connectors"]}
                return await self._job("/v1/jobs/take", body, text_of(fields, "by"), None)
            case "begin":
                return await self._job("/v1/jobs/begin", {"job": fields["job"]}, text_of(fields, "by"), BEGIN_WITHIN_S)
            case "outcome":
                body = {name: fields[name] for name in ("key", "attempt", "looked_up")}
                body["outcome"] = _reported(fields["outcome"])
                told, _ = await self._ask("/v1/jobs/outcome", body, secrets.token_hex(16), None)
                return told
            case _:
                raise UsageError(f"“{do}” is not asked over HTTP.")

    async def _job(self, path: str, body: Mapping[str, object], name: str, within_s: float | None) -> object:
        """Ask for a job; of its time, what has passed since it was begun is gone."""
        try:
            told, gone_ms = await self._ask(path, body, name, within_s)
        except ConflictError:  # it was begun, and no answer came through in time: the case finds out what became of it
            return None
        except Unavailable:
            if within_s is None and self.stopping.is_set():
                return None
            raise
        job = told.get("job")
        return {**job, "timeout_ms": max(0, int(job["timeout_ms"]) - gone_ms)} if isinstance(job, dict) else None

    async def _ask(
        self, path: str, body: Mapping[str, object], name: str, within_s: float | None
    ) -> tuple[Mapping[str, object], int]:
        """Ask until there is an answer; returns it, and for how many milliseconds it has been true."""
        data, until = json.dumps(body, ensure_ascii=False).encode(), time.monotonic() + (within_s or float("inf"))
        headers = {"Idempotency-Key": name, "Content-Type": "application/json"}
        pause, faults, waited = FIRST_S, 0, False
        while True:
            began, again = time.monotonic(), 0.0
            try:
                answer = await self._client.post(self.url + path, content=data, headers=headers)
            except httpx2.HTTPError as trouble:
                why = type(trouble).__name__
            else:
                told = _told(answer)
                if answer.is_success and told:
                    if waited:
                        endpoint_back(self.url)
                    return told, round((time.monotonic() - began) * 1_000) + _age_ms(answer)
                faults += answer.status_code == _FAULT
                self._check(answer, told, faults)
                why, again = f"answered {answer.status_code}", _again_in(answer)
            pause_s = max(again, pause)
            if time.monotonic() + pause_s > until or self._gives_up(path):
                raise Unavailable(f"the endpoint could not be asked: {why}.", where=self.url)
            endpoint_waited_for(self.url, why, pause_s)
            pause, waited = min(pause * 2, LONGEST_S), True
            await self._rest(pause_s)

    def _check(self, answer: httpx2.Response, told: Mapping[str, object], faults: int) -> None:
        """Refuse what the house refused; what somebody between us and the house says is no answer of the house."""
        status = answer.status_code
        later = status in _LATER or (status == _FAULT and faults < MOST_FAULTS) or "kind" not in told
        if later and status != _UNAUTHORIZED:
            return
        trouble = _refused(answer, told, self.url)
        if status == _UNAUTHORIZED:
            self.ended_by = self.ended_by or trouble
            self.stopping.set()
        raise trouble

    def _gives_up(self, path: str) -> bool:
        """Say whether to ask no more: told to stop, at once; but a report is owed for a while longer."""
        if not self.stopping.is_set():
            return False
        if self._stopped_at is None:
            self._stopped_at = time.monotonic()
        return not path.endswith("outcome") or time.monotonic() - self._stopped_at > REPORT_WITHIN_S

    async def _rest(self, seconds: float) -> None:
        """Wait; being told to stop shortens it."""
        if self.stopping.is_set():
            await asyncio.sleep(min(seconds, LONGEST_IN_THE_END_S))
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)


def endpoint_of(settings: Settings, at: str, stopping: asyncio.Event) -> Endpoint:
    """Return the endpoint that a worker was told of.

    Raises:
        UsageError: it is no address, the token would travel in the clear, or there is no token.
    """
    try:
        parts = urlsplit(at)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment or parts.username:
        raise UsageError(f"“{at}” is no address of an endpoint.", where="--at", remedy="Write https://HOST.")
    if parts.scheme == "http" and not is_loopback(host) and host not in settings.allow_private:
        raise UsageError(
            "the token would travel in the clear.", where="--at",
            remedy=f'Use https, or name the host as one of your own: allow_private = ["{host}"].',
        )  # fmt: skip
    token = settings["worker_token"]
    if not token or not token.isascii() or any(letter.isspace() for letter in token):
        raise UsageError(
            "there is no token for the endpoint." if not token else "the token is none.",
            where=settings.values["worker_token"].origin if token else "worker_token",
            remedy="Set MAKEGOOD_WORKER_TOKEN_FILE to the file that holds the token you were given.",
        )  # fmt: skip
    return Endpoint(at.rstrip("/"), token, stopping)


def _reported(outcome: object) -> dict[str, object]:
    """Return an outcome as it travels: without what only the house's own messengers report, and not too wordy."""
    parts = {name: part for name, part in outcome.items() if name != "message"} if isinstance(outcome, dict) else {}
    why = parts.get("why")
    return {**parts, **({"why": why[:LONGEST_WHY]} if isinstance(why, str) else {})}


def _told(answer: httpx2.Response) -> Mapping[str, object]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _refused(answer: httpx2.Response, told: Mapping[str, object], url: str) -> MakegoodError:
    """Return what an answer refuses with, in the words of the house."""
    if "kind" in told:
        said = {**told, "what": told.get("detail", ""), "where": told.get("instance") or url}
        return refusal(said)
    if answer.status_code == _UNAUTHORIZED:
        return Forbidden("the token is not known there.", where=url)
    return Unavailable(
        f"what answers is no endpoint of ours ({answer.status_code}).", where=url, remedy="See the address after --at."
    )


def _again_in(answer: httpx2.Response) -> float:
    told = answer.headers.get("retry-after", "")
    return min(float(told), LONGEST_ASKED_S) if told.isascii() and told.isdecimal() else 0.0


def _age_ms(answer: httpx2.Response) -> int:
    """Return for how long what is answered has been so: an answer that was asked for again is not new."""
    told = answer.headers.get("age", "")
    return int(told) * 1_000 if told.isascii() and told.isdecimal() else 0
