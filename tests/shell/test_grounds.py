"""On what grounds a remedy was granted: who, under which account, by which authority, on what facts and documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from activities.account import of_process
from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.desks import desk_plan, opened, refund
from tests.support.plans import usd


@pytest.fixture
def case(desk: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a case with a refund that the playbook grants by itself, and one that waits for a head."""
    small = refund(id="small", amount=p.Given(value=usd(500)), authority=refund().authority.model_copy(
        update={"auto_up_to": (usd(900),)}
    ))  # fmt: skip
    case = opened(desk, desk_plan(small, refund()), {"size": 4})
    for person, role in (("ratna", "head"), ("sari", "owner")):
        assert run(["house", "add", person, "--role", role]) == 0
    capsys.readouterr()
    return case


def test_grounds_say_who_by_which_authority_and_by_which_documents(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Open, granted by the playbook itself, granted by a person; the digests are those the case is pinned to."""
    assert run(["case", "explain", case, "--grounds"]) == 0
    said = capsys.readouterr().out
    assert "small: a refund of USD 5.00. The playbook granted it by itself" in said
    assert "it grants up to USD 9.00 without asking" in said
    assert "refund: a refund of USD 1,022.54. Nobody has decided about it." in said
    assert run(["remedy", "approve", case, "refund", "--as", "ratna"]) == 0
    capsys.readouterr()
    assert run(["case", "explain", case, "--grounds"]) == 0
    said = capsys.readouterr().out
    assert f"by ratna ({of_process()}) as head, who may grant up to USD 2,000.00." in said
    run(["case", "show", case, "--json"])
    pinned = json.loads(capsys.readouterr().out)
    assert f"playbook {pinned['plan']}" in said
    assert f"risk matrix {pinned['matrix']}" in said
    assert run(["case", "explain", case, "--grounds", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["entry"], one["who"], one["role"]) for one in told] == [
        ("small", "engine", ""),
        ("refund", "ratna", "head"),
    ]
    for language in ("id", "vi"):
        assert run(["case", "explain", case, "--grounds", "--language", language]) == 0
        assert "ratna" in capsys.readouterr().out


def test_grounds_name_the_facts_and_who_said_them(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the amount was worked out from stands in the fact; who changed it since is named."""
    facts = {"size": p.FactType(type="integer"), "fare": p.FactType(type="money")}
    plan = desk_plan(refund(amount=p.Formula(source="failure.fare"))).model_copy(update={"facts": facts})
    case = opened(desk, plan, {"size": 4, "fare": usd(7000)})
    assert run(["house", "add", "sari", "--role", "owner"]) == 0
    assert run(["case", "change", case, "--fact", "fare=71.00 USD", "--why", "seen on the bill", "--as", "sari"]) == 0
    capsys.readouterr()
    assert run(["case", "explain", case, "--grounds"]) == 0
    said = capsys.readouterr().out
    assert "Worked out from: fare: USD 70.00 (" in said
    assert "since then sari told it anew" in said
    assert "It rests on what these said or did: sari." in said


def test_a_denial_says_who_and_why(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason that was given, and under which account."""
    assert run(["remedy", "deny", case, "refund", "--why", "paid by the insurer", "--as", "ratna"]) == 0
    capsys.readouterr()
    assert run(["case", "explain", case, "--grounds"]) == 0
    assert f"by ratna ({of_process()}): paid by the insurer." in capsys.readouterr().out
