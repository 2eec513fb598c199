"""The addresses: jobs of queues for partners' programs, and whether all is well. Served by workers/web.py."""

from __future__ import annotations

from copy import deepcopy
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from domain.errors import Forbidden, MakegoodError
from makegood.api import models as m
from makegood.api import problems
from makegood.api.gate import Gate
from workers import watching
from workers.door.counter import Counter
from workers.door.job_desk import Begun
from workers.door.partners import Partner
from workflows.job import Job

_REFUSALS = {
    400: "the body is no JSON, or a header is missing", 401: "no token, or one that is not known",
    403: "not yours", 404: "there is no such thing", 409: "it does not fit what is so already",
    408: "the body did not arrive in time", 413: "the body is too large", 415: "the body is not called JSON",
    422: "the body is not as described", 429: "too many unknown tokens", 500: "a fault in makegood",
    503: "not just now; ask again after Retry-After",
}  # fmt: skip
_RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"description": said, "model": m.Problem} for status, said in _REFUSALS.items()
}
_KNOWN = frozenset(
    name
    for model in vars(m).values()
    if isinstance(model, type) and issubclass(model, BaseModel)
    for name in model.model_fields
)
Key = Annotated[m.IdempotencyKey, Header(alias="Idempotency-Key")]


def create(counter: Counter) -> ASGIApp:
    """Return the application for one journal."""
    return Gate(addresses(counter), counter, watching.web_failed)


def addresses(counter: Counter) -> FastAPI:
    """Return what lies behind the gate."""
    app = FastAPI(
        title="Makegood", version="1", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False,
        responses=_RESPONSES,
    )  # fmt: skip

    @app.post("/v1/jobs/take")
    async def take(asked: m.Take, key: Key, request: Request, response: Response) -> m.Taken:
        """Begin the most urgent job of a queue."""
        begun = await counter.take(_partner(request), asked.queue, asked.connectors, key)
        return _taken(begun, response)

    @app.post("/v1/jobs/begin")
    async def begin(asked: m.Begin, key: Key, request: Request, response: Response) -> m.Taken:
        """Begin a job that was handed out."""
        begun = await counter.begin(_partner(request), Job(**asked.job.model_dump()), key)
        return _taken(begun, response)

    @app.post("/v1/jobs/outcome")
    async def outcome(told: m.Report, key: Key, request: Request) -> m.Recorded:
        """Say what became of a job."""
        answer = await counter.report(
            _partner(request), told.key, told.attempt, told.outcome.model_dump(), looked_up=told.looked_up, name=key
        )
        return m.Recorded(case=answer.case, seq=answer.seq)

    @app.get("/v1/health", response_model_exclude_none=True)
    async def health(request: Request) -> m.Health:
        """Say that all is well."""
        await counter.look()
        partner = request.state.partner
        if partner is None:
            return m.Health(status="ok")
        return m.Health(status="ok", partner=partner.name, queues=sorted(partner.queues))

    _refuse(app)
    return app


def described(app: FastAPI) -> dict[str, Any]:
    """Return the description of the addresses as OpenAPI has it; refusals are of their own media type."""
    document = deepcopy(app.openapi())
    for methods in document["paths"].values():
        for method in methods.values():
            for status, answer in method["responses"].items():
                if int(status) in _REFUSALS:
                    answer["content"] = {problems.MEDIA_TYPE: answer["content"].pop("application/json")}
    return document


def _partner(request: Request) -> Partner:
    partner = request.state.partner
    if not isinstance(partner, Partner):
        raise Forbidden("this takes a token.")
    return partner


def _taken(begun: Begun | None, response: Response) -> m.Taken:
    """Say what was begun; `Age` says for how many seconds it has been begun already."""
    if begun is None:
        return m.Taken(job=None)
    response.headers["Age"] = str(-(-begun.age_ms // 1_000))
    return m.Taken(job=m.BegunJob.model_validate(begun.told))


def _refuse(app: FastAPI) -> None:
    """Have every refusal be a problem document."""

    @app.exception_handler(MakegoodError)
    async def refused(request: Request, trouble: MakegoodError) -> Response:
        return problems.problem(trouble)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, trouble: HTTPException) -> Response:
        return problems.of_http(trouble.status_code, trouble.headers)

    @app.exception_handler(Exception)
    async def fault(request: Request, trouble: Exception) -> Response:
        return problems.problem(problems.FAULT)  # the gate logs it

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, trouble: RequestValidationError) -> Response:
        return problems.of_body(trouble.errors(), _KNOWN)
