"""The contracts by which a case opens the stream of a mass failure, has it confirmed, and ends it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.playbook.contract import Contract
from domain.values import Value

OPEN = Contract(
    name="failures.declare",
    says={
        "en": "establish who else is affected", "id": "memastikan siapa saja yang terdampak",
        "vi": "xác định những ai khác bị ảnh hưởng",
    },
    capability="keyed",
    inputs={"failure": "text", "playbook": "text"},
    result={"failure": "text", "count": "integer"},
)  # fmt: skip
CONFIRM = Contract(
    name="failures.confirm",
    says={
        "en": "confirm who is affected", "id": "mengesahkan siapa yang terdampak",
        "vi": "xác nhận những ai bị ảnh hưởng",
    },
    capability="keyed",
    inputs={"failure": "text", "confirmed": "yes_no"},
    refusals={"not_confirmed": "the list was not confirmed"},
)  # fmt: skip
END = Contract(
    name="failures.end",
    says={"en": "take the declaration back", "id": "menarik kembali pernyataan", "vi": "rút lại thông báo"},
    capability="keyed",
    undoes=True,
    inputs={"failure": "text"},
)


def refusal(contract: Contract, request: Mapping[str, Value]) -> str:
    """Return why the engine refuses what it is asked, "" where it does it: a list not confirmed opens nothing."""
    if contract.name == CONFIRM.name and request.get("confirmed") is not True:
        return "not_confirmed"
    return ""
