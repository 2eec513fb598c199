"""Whatever is sent to the endpoint: an answer as its description says, never a fault, and never a word of what came."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.values import Person
from makegood.api.app import described
from tests.support.partners import ACME, Endpoint, endpoint

CANARY = "kanarienvogel"
_ODD: tuple[object, ...] = (
    None, True, 0, -1, 1.5, 2**31, 2**70, float("inf"), "", CANARY, CANARY * 2_000, f"{CANARY}\x00", "\ud800", "x/y/1",
    f"ca_{CANARY}/open/1", [], [[CANARY]], {}, {CANARY: CANARY}, {"$sealed": CANARY, "commitment": ""},
    {"$money": {"currency": CANARY, "minor": 1}}, {"$instant": CANARY}, {"kind": CANARY}, {"kind": "applied"},
)  # fmt: skip
_VALID: Mapping[str, dict[str, Any]] = {
    "take": {"queue": "lockers", "connectors": ["lockers.open"]},
    "begin": {"job": {
        "case": "ca_a", "step": "open", "attempt": 1, "mode": "send", "queue": "lockers", "task_queue": "q",
        "timeout_ms": 1_000, "signature": "0" * 64,
    }},
    "outcome": {"key": "ca_a/open/1", "attempt": 1, "outcome": {
        "kind": "applied", "receipt": {"code": "A7", "fee": {"$money": {"currency": "USD", "minor": 5}}},
    }, "looked_up": False},
}  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, object]:
    """Draw a body that is nearly what it should be: parts are changed, added and left out."""
    path = draw(st.sampled_from(sorted(_VALID)))
    body: object = json.loads(json.dumps(_VALID[path]))
    for _ in range(draw(st.integers(0, 3))):
        body = draw(_changed(body))
    return path, body


@st.composite
def _changed(draw: st.DrawFn, body: object) -> object:
    if isinstance(body, dict) and body and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(body)))
        match draw(st.sampled_from(["in", "in", "out", "more"])):
            case "out":
                return {n: v for n, v in body.items() if n != name}
            case "more":
                return {**body, draw(st.sampled_from(["more", CANARY, "message", "$sealed"])): draw(_odd)}
            case _:
                return {**body, name: draw(_changed(body[name]))}
    return draw(_odd)


_odd = st.one_of(
    st.sampled_from(_ODD),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    ),
)
_KEYS = st.sampled_from(["k/1", "", "a b", CANARY * 20]) | st.text("abcABC019._:/- é", max_size=110)


def _is_as_described(it: Endpoint, document: Mapping[str, Any], path: str, answer: httpx2.Response) -> None:
    assert answer.status_code < 500, (answer.text, it.faults)
    assert it.faults == []
    assert not re.search(CANARY, answer.text)
    responses = document["paths"][f"/v1/jobs/{path}"]["post"]["responses"]
    assert str(answer.status_code) in responses
    content = responses[str(answer.status_code)]["content"]
    kind = answer.headers["content-type"].partition(";")[0]
    schema = {**content[kind]["schema"], "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())


def test_whatever_is_sent_is_answered_as_described(tmp_path: Path) -> None:
    """No 5xx, no answer outside the description, nothing of a body said again."""
    loop = asyncio.new_event_loop()
    opening = endpoint(tmp_path, facts={"who": Person("cu_2", "v_2", "")})
    it, [case] = loop.run_until_complete(opening.__aenter__())

    document, key_of_job = described(it.app), str(loop.run_until_complete(it.taken())["key"])

    @settings(max_examples=400)
    @given(told=bodies(), key=_KEYS, token=st.sampled_from([ACME, ACME, ACME, CANARY]))
    def send(told: tuple[str, object], key: str, token: str) -> None:
        path, body = told
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        data = json.dumps(body).replace("ca_a/open/1", key_of_job).encode()
        asked = it.client.post(f"/v1/jobs/{path}", content=data, headers=raw)
        _is_as_described(it, document, path, loop.run_until_complete(asked))

    try:
        send()
        assert loop.run_until_complete(it.case(case)).effects["open"].status != "open", "no outcome was good enough"
    finally:
        loop.run_until_complete(opening.__aexit__(None, None, None))
        loop.close()
