"""What is given by hand on the command line: named, granted, given, told; refused with what it takes; in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.playbook import plan as p
from tests.shell.conftest import Say
from tests.support.desks import desk_plan, go_on, opened
from tests.support.plans import HOUR

LOOK = p.Ask(id="look", role="desk", words={"en": "Look"}, due=HOUR * 48)
PLAN = desk_plan(LOOK, close=p.CloseNeeds(root_cause="optional"))
NAMED = ("kind=goodwill", "amount=80 USD", "gave=for the evening", "--as", "sari")


@pytest.fixture
def case(desk: Path, say: Say) -> str:
    """Return a case whose customer was found to be right by somebody uninvolved."""
    case = opened(desk, PLAN)
    for person, *roles in (("sari", "owner", "desk"), ("olga", "owner"), ("ann", "owner")):
        say("house", "add", person, *(word for role in roles for word in ("--role", role)))
    say("task", "do", case, "look#ask0", "--as", "sari")
    go_on(desk, PLAN)
    say("case", "reject", case, "--why", "no")
    go_on(desk, PLAN)
    say("task", "do", case, "@review#1", "finding=upheld", "why=so it is", "--as", "olga")
    go_on(desk, PLAN)
    return case


def test_it_is_named_granted_given_and_told(case: str, desk: Path, say: Say) -> None:
    """It stands in the ledger, in the story and in its grounds like any other remedy; the record holds together."""
    assert "field     amount: money, optional" in say("task", "show", case, "@redress#1")[1]
    assert "RemedyProposed" in say("task", "do", case, "@redress#1", *NAMED)[1]
    go_on(desk, PLAN)
    asked = say("task", "show", case, "@redress#1#approve0")[1]
    assert "Decide about goodwill: USD 80.00 “for the evening”" in asked
    assert "named it by hand, and whoever names something does not grant it" in asked
    code, _, said = say("remedy", "approve", case, "@redress#1", "--as", "olga")
    assert (code, "may not decide about a remedy that they asked for" in said) == (8, True)
    say("remedy", "approve", case, "@redress#1", "--as", "ann")
    go_on(desk, PLAN)
    assert "RemedyPaid" in say("task", "do", case, "@redress#1#give", "reference=till 7", "--as", "sari")[1]
    go_on(desk, PLAN)
    assert "closed, solved" in say("case", "show", case)[1]
    assert "by hand till 7" in say("case", "ledger", case)[1]
    assert "you got goodwill (USD 80.00)" in say("case", "explain", case)[1]
    assert "Could not have decided: olga, sari." in say("case", "explain", case, "--grounds")[1]
    assert say("audit", "verify")[0] == 0


def test_what_is_no_remedy_is_refused_with_what_it_takes(case: str, desk: Path, say: Say) -> None:
    """Words alone give nothing, and nothing is given before it was granted; nothing of it is written."""
    before = say("case", "events", case, "--json")[1]
    code, _, said = say("task", "do", case, "@redress#1", "gave=cash", "reference=till 7", "--as", "sari")
    assert (code, "the answer lacks “kind”" in said) == (5, True)
    code, _, said = say("task", "do", case, "@redress#1", *NAMED[:-2], "reference=till 7", "--as", "sari")
    assert (code, "Leave “reference” out" in said) == (5, True)
    go_on(desk, PLAN)
    assert say("case", "events", case, "--json")[1] == before
