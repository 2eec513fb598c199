"""The contract by which a case that is merged is taken in by another: the engine does it, in its own journal."""

from __future__ import annotations

from domain.playbook.contract import Contract

TAKE_IN = Contract(
    name="cases.take-in",
    says={
        "en": "take the case in where it goes on", "id": "memasukkan kasus ini ke kasus tempat ia dilanjutkan",
        "vi": "nhập vụ việc này vào vụ việc nơi nó được tiếp tục",
    },
    capability="keyed",
    inputs={"case": "text", "into": "text", "customer": "text", "why": "text"},
)  # fmt: skip
