"""What goes in and out over HTTP. Everything that comes in has bounds; what is not named here is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from domain.case.events import EffectKind

MOST_CONNECTORS = 200
LARGEST_NUMBER = 2**31 - 1
_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
_Part = Annotated[str, Field(min_length=1, max_length=100)]
_Words = Annotated[str, Field(max_length=2_000)]
_Case = Annotated[str, Field(max_length=60, pattern=r"^ca_[a-z2-7]{1,52}$")]
_Step = Annotated[str, Field(min_length=1, max_length=500)]
_Number = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
_Key = Annotated[str, Field(max_length=600, pattern=r"^ca_[a-z2-7]{1,52}/.+/[0-9]{1,9}$")]
IdempotencyKey = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._:/-]+$")]
"""What a request is called: an id that whoever asks has never used for anything else."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


# --- What comes in ---------------------------------------------------------------------------------------------------
class Take(_Told):
    """Asks for the most urgent job of a queue."""

    queue: _Name
    connectors: Annotated[list[_Name], Field(min_length=1, max_length=MOST_CONNECTORS)] | None = Field(
        default=None, description="Only jobs of these connectors; without it, of all."
    )


class SignedJob(_Told):
    """A job exactly as it was handed out, with the signature of the engine."""

    case: _Case
    step: _Step
    attempt: _Number
    mode: Literal["send", "look-up"]
    queue: _Name
    task_queue: Annotated[str, Field(max_length=300)]
    timeout_ms: _Number
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Begin(_Told):
    """Asks to begin a job that was handed out."""

    job: SignedJob


class AppliedOutcome(_Told):
    """It was done; the receipt is what the connector promises as its result."""

    kind: Literal["applied"]
    receipt: dict[_Part, JsonValue] = Field(default_factory=dict, max_length=200)


class NotAppliedOutcome(_Told):
    """Certainly nothing was done: refused for a published reason, or failed and may be tried again."""

    kind: Literal["not-applied"]
    why: _Words
    refused: bool = False


class AcceptedOutcome(_Told):
    """It was taken on, and will be done by `expect_by` (RFC 3339, with a zone)."""

    kind: Literal["accepted"]
    reference: Annotated[str, Field(max_length=500)]
    expect_by: Annotated[str, Field(min_length=1, max_length=40)]


class UnknownOutcome(_Told):
    """Nobody can tell whether it was done."""

    kind: Literal["unknown"]
    why: _Words


class Report(_Told):
    """Says what became of a job that was begun."""

    key: _Key
    attempt: _Number
    outcome: Annotated[
        AppliedOutcome | NotAppliedOutcome | AcceptedOutcome | UnknownOutcome, Field(discriminator="kind")
    ]
    looked_up: bool = Field(
        default=False, description="The job's mode was look-up: nothing was sent, only asked about."
    )


# --- What goes out ---------------------------------------------------------------------------------------------------
class BegunJob(BaseModel):
    """A job that was begun in your name: do it within `timeout_ms`, then report it under its key and attempt."""

    case: str
    step: str
    effect: EffectKind
    connector: str
    key: str
    attempt: int
    mode: Literal["send", "look-up"]
    timeout_ms: int
    request: dict[str, JsonValue]


class Taken(BaseModel):
    """The job, or null when there is none, or when it is not due any more."""

    job: BegunJob | None


class Recorded(BaseModel):
    """The report was taken in: the case, and the position of its record behind it."""

    case: str
    seq: int


class Health(BaseModel):
    """All is well. With a token it also says who you are here, and for which queues you may work."""

    status: Literal["ok"]
    partner: str | None = None
    queues: list[str] | None = None


class Problem(BaseModel):
    """A refusal, as RFC 9457 has it; `kind` and `exit_code` are those of the command line."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    instance: str
    kind: str
    exit_code: int
