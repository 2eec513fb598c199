"""Service steps are performed by their connectors: nothing is sent that cannot be read, and no fault takes the turn."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from activities.performing import Connectors
from activities.ports import Call, Outcome
from domain.case.commands import Applied, NotApplied, Unknown
from domain.case.evolve import named
from domain.case.survey import Work
from domain.errors import JournalAway
from domain.playbook.contract import Contract
from domain.values import Value
from tests.support.plans import contract

BANK = contract("bank", pays=True)
WORK = Work("pay", "do", "send", BANK, "ca_1/pay/1", 1, 1, {"to": "v_1"}, 1_000)


class Bank:
    """A connector that remembers what it was asked, or fails."""

    contract: Contract = BANK

    def __init__(self, trouble: Exception | None = None) -> None:
        """Begin without having been asked."""
        self.asked: list[Mapping[str, Value]] = []
        self.trouble = trouble

    async def perform(self, call: Call) -> Outcome:
        """Do it."""
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(call.request)
        return Applied(receipt={})

    async def look_up(self, call: Call) -> Outcome:
        """Know nothing."""
        return Unknown(why="not asked")


class Sealed:
    """An unsealer whose texts are there, or not."""

    def __init__(self, trouble: Exception | None = None) -> None:
        """Know what goes wrong."""
        self.trouble = trouble

    async def unseal(self, request: Mapping[str, Value]) -> Mapping[str, Value]:
        """Put the name in its place."""
        if self.trouble is not None:
            raise self.trouble
        return {"to": "Sari"}


async def test_what_is_personal_is_put_in_its_place() -> None:
    """The connector gets the name, the record only its reference."""
    bank = Bank()
    assert (await Connectors({"bank": bank}, Sealed()).perform(named("ca_1"), WORK)).outcome == Applied(receipt={})
    assert bank.asked == [{"to": "Sari"}]


async def test_a_text_that_is_damaged_keeps_the_request_here() -> None:
    """It is proven not applied, for nothing was sent, and a journal that is away is waited for."""
    bank = Bank()
    done = await Connectors({"bank": bank}, Sealed(ValueError("its name"))).perform(named("ca_1"), WORK)
    assert done.outcome == NotApplied(why="what is personal in it cannot be read: ValueError")
    assert bank.asked == []
    with pytest.raises(JournalAway):
        await Connectors({"bank": bank}, Sealed(JournalAway("away"))).perform(named("ca_1"), WORK)


async def test_a_connector_that_fails_leaves_an_unknown_outcome() -> None:
    """Only its kind is told: what it says can hold anything."""
    done = await Connectors({"bank": Bank(ValueError("its name"))}).perform(named("ca_1"), WORK)
    assert done.outcome == Unknown(why="the connector failed: ValueError")
    gone = await Connectors({}).perform(named("ca_1"), WORK)
    assert isinstance(gone.outcome, NotApplied)
