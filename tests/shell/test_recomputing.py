"""An auditor has what was decided to be owed decided once more: by a command for a case, by `audit verify` for all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell.conftest import Say
from tests.shell.test_entitled_case import PLAN
from tests.support.desks import opened
from tests.support.plans import usd
from tests.support.tampering import Stored, written_anew


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a case in which two people were found to be owed half of 80 dollars each."""
    monkeypatch.chdir(tmp_path)
    return opened(tmp_path / "makegood.db", PLAN, {"late_by": 5, "price": usd(8_000)})


def test_what_was_decided_comes_out_the_same(case: str, say: Say) -> None:
    """By the pack under its digest, with the facts the record kept; in a line for people, whole with --json."""
    code, out, err = say("entitlement", "recompute", case[:14])
    assert (code, err) == (0, "")
    assert "owed: the same" in out
    assert "late_by = 5" in out
    assert "USD 40.00 × 2" in out
    (each,) = json.loads(say("entitlement", "recompute", case, "--json")[1])
    assert (each["same"], each["differs"]) == (True, [])
    assert each["recorded"]["owed"] == each["again"]["gifts"]
    assert say("audit", "verify")[0] == 0


def more(event: Stored) -> None:
    """Let them be owed more than the pack gives."""
    event["body"]["per_unit"] = [{"$money": {"currency": "USD", "minor": 9_000}}]
    event["body"]["total"] = [{"$money": {"currency": "USD", "minor": 18_000}}]


def later(event: Stored) -> None:
    """Have it have been later, so that more would be owed."""
    event["body"]["inputs"]["late_by"] = 500


def of_an_age_without_a_pack(event: Stored) -> None:
    """Have it decided for a day on which the pack had no version."""
    event["body"]["on"] = {"$date": "2020-01-01"}


def by_no_pack(event: Stored) -> None:
    """Have it decided by a pack that nobody ever published."""
    event["body"]["digest"] = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (more, "what is owed for one, what is owed in all"),
        (later, "what each rule gives, what is owed for one, what is owed in all"),
        (of_an_age_without_a_pack, "late has no version on 2020-01-01"),
        (by_no_pack, "was never published in this journal"),
    ],
)
def test_a_decision_that_does_not_follow_is_named(
    case: str, say: Say, change: Callable[[Stored], None], said: str
) -> None:
    """Also where all hashes were written anew: the pack lies in the journal under its digest, and answers itself."""
    written_anew(Path("makegood.db"), change, stream="case/%", kind="EntitlementDecided")
    code, out, err = say("entitlement", "recompute", case)
    assert code == 6
    assert said in out
    assert f"case/{case}: 1 decision comes out otherwise" in err
    code, _, err = say("audit", "verify")
    assert code == 6
    assert said in err


def test_a_case_without_a_decision_says_so(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was owed, nothing is decided once more."""
    monkeypatch.chdir(tmp_path)
    name = opened(tmp_path / "makegood.db", PLAN, {"late_by": 5})
    assert say("entitlement", "recompute", name) == (0, "Nothing was decided to be owed in this case.\n", "")
    assert say("entitlement", "recompute", "zzz")[0] == 4
