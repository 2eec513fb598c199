"""Refusals over HTTP: RFC 9457 documents of the same kinds that the command line ends with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from starlette.responses import Response

from domain.errors import Forbidden, MakegoodError, NotFoundError, Unavailable, UsageError

MEDIA_TYPE = "application/problem+json"
AGAIN_IN_S = 2
"""When to ask again what could not be answered just now."""
STATUS: Mapping[int, int] = {2: 422, 3: 422, 4: 404, 5: 409, 7: 503, 8: 403}
"""The status of each exit code; of any other it is 500."""
FAULT = MakegoodError("this is a fault in makegood itself.", remedy="Tell whoever runs it when it happened.")
_SAID: Mapping[str, str] = {
    "missing": "is missing", "extra_forbidden": "holds a part that is not known here", "json_invalid": "is no JSON",
    "string_too_long": "is too long", "string_too_short": "is empty",
    "too_short": "is empty", "too_long": "holds too much",
    "string_pattern_mismatch": "is not of its form", "literal_error": "is not one of its words",
    "union_tag_invalid": "is of no kind that is known here", "union_tag_not_found": "says no kind",
    "greater_than_equal": "is too small", "less_than_equal": "is too large",
}  # fmt: skip
"""What is wrong with a part of a body, by pydantic's name of it; never what stands there."""


def problem(trouble: MakegoodError, status: int = 0, headers: Mapping[str, str] | None = None) -> Response:
    """Return a refusal as an answer."""
    status = status or STATUS.get(trouble.exit_code, 500)
    body = {
        "type": f"urn:makegood:{trouble.title.replace(' ', '-')}", "title": trouble.title, "status": status,
        "detail": trouble.what, "remedy": trouble.remedy, "instance": trouble.where,
        "kind": type(trouble).__name__, "exit_code": trouble.exit_code,
    }  # fmt: skip
    more = dict(headers or {})
    if status == 503:  # noqa: PLR2004 — service unavailable
        more.setdefault("Retry-After", str(AGAIN_IN_S))
    return Response(json.dumps(body, ensure_ascii=False), status, more, MEDIA_TYPE)


def of_http(status: int, headers: Mapping[str, str] | None) -> Response:
    """Return what the router refuses: an unknown path or method, a body that cannot even be taken apart."""
    match status:
        case 404:
            return problem(NotFoundError("there is nothing at this address.", remedy="See docs/workers.md."), 404)
        case 405:
            remedy = f"It takes {(headers or {}).get('Allow', 'another')}."
            return problem(UsageError("this address does not take this method.", remedy=remedy), 405, headers)
        case _:
            return problem(unreadable(), status if 400 <= status < 500 else 500)  # noqa: PLR2004 — the client's own


def of_body(errors: Sequence[Mapping[str, object]], known: frozenset[str]) -> Response:
    """Return what is wrong with a body: the part, by its name in the description, and nothing of what stands there."""
    first = errors[0]
    place = first["loc"] if isinstance(first["loc"], tuple) else ()
    named = [str(part) for part in place if part in known]
    said = _SAID.get(str(first["type"]), "is not as it should be")
    if place[:1] == ("header",):
        return problem(
            UsageError(f"the header Idempotency-Key {said}.", remedy="Give every request a new id of its own."), 400
        )
    if first["type"] == "json_invalid":
        return problem(unreadable(), 400)
    what = f"“{'.'.join(named)}” {said}." if named else f"the body {said}."
    return problem(UsageError(what, remedy="See docs/workers.md for what it holds."))


def unreadable() -> UsageError:
    """Return the refusal of a body that is no JSON."""
    return UsageError("the body cannot be read.", remedy="Send one JSON object as application/json, in UTF-8.")


def locked(*, told: bool) -> Response:
    """Return the refusal of somebody who is not known here."""
    said = "the token is not known here." if told else "this takes a token."
    more = ', error="invalid_token"' if told else ""
    return problem(
        Forbidden(said, remedy="Send it as Authorization: Bearer TOKEN; whoever runs makegood gives you one."), 401,
        {"WWW-Authenticate": f'Bearer realm="makegood"{more}'},
    )  # fmt: skip


def too_many(again_in_s: int) -> Response:
    """Return the refusal of an address from which too many unknown tokens came."""
    trouble = Unavailable("too many unknown tokens came from your address.", remedy="Wait, and send the right one.")
    return problem(trouble, 429, {"Retry-After": str(again_in_s)})
