"""`makegood schema`: stored formats as JSON Schema."""

from __future__ import annotations

from makegood.cli.options import Common


def event(name: str = "", *, common: Common = Common()) -> None:
    """The JSON Schema of every event, or of one.

    Args:
        name: an event type.
    """
    from domain.case.events import EVENT_TYPES  # noqa: PLC0415 — the other schemas need none of these
    from domain.documents import DOCUMENT_EVENTS  # noqa: PLC0415 — as above
    from domain.errors import NotFoundError  # noqa: PLC0415 — as above
    from domain.failures import FAILURE_EVENTS  # noqa: PLC0415 — as above
    from domain.house.events import HOUSE_EVENTS  # noqa: PLC0415 — as above

    kinds = {**EVENT_TYPES, **DOCUMENT_EVENTS, **HOUSE_EVENTS, **FAILURE_EVENTS}
    if name and name not in kinds:
        raise NotFoundError(f"there is no event type “{name}”.", remedy="See them all: makegood schema event.")
    wanted = {name: kinds[name]} if name else kinds
    common.output.document({each: kind.model_json_schema() for each, kind in wanted.items()})


def playbook(*, common: Common = Common()) -> None:
    """The JSON Schema of playbooks as they are written, for editors."""
    from domain.playbook.schema.playbook import playbook_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(playbook_schema())


def calendar(*, common: Common = Common()) -> None:
    """The JSON Schema of working calendars as they are written, for editors."""
    from domain.playbook.schema.calendar import calendar_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(calendar_schema())


def authority(*, common: Common = Common()) -> None:
    """The JSON Schema of tables of authority as they are written, for editors."""
    from domain.playbook.schema.authority import authority_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(authority_schema())


def causes(*, common: Common = Common()) -> None:
    """The JSON Schema of catalogues of root causes as they are written, for editors."""
    from domain.playbook.schema.causes import causes_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(causes_schema())


def remedies(*, common: Common = Common()) -> None:
    """The JSON Schema of the kinds of remedies as they are written, for editors."""
    from domain.playbook.schema.remedies import remedies_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(remedies_schema())


def routes(*, common: Common = Common()) -> None:
    """The JSON Schema of routes outside the firm as they are written, for editors."""
    from domain.playbook.schema.routes import routes_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(routes_schema())


def pack(*, common: Common = Common()) -> None:
    """The JSON Schema of packs of entitlements as they are written, for editors."""
    from domain.entitlement.schema import pack_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(pack_schema())


def risk_matrix(*, common: Common = Common()) -> None:
    """The JSON Schema of risk matrices as they are written, for editors."""
    from domain.playbook.schema.house import matrix_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(matrix_schema())


def tier_policy(*, common: Common = Common()) -> None:
    """The JSON Schema of tier policies as they are written, for editors."""
    from domain.playbook.schema.house import policy_schema  # noqa: PLC0415 — only the one that is asked for

    common.output.document(policy_schema())
