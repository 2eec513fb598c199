"""What is owed in a case, as people at the command line meet it: shown, asked for, told; nonsense is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.desks import go_on, opened
from tests.support.plans import HOUR, contract, plan, usd

GIVEN = {name: p.Formula(source=f"failure.{name}") for name in ("late_by", "price")}
KNOWN = {"late_by": p.FactType(type="integer"), "price": p.FactType(type="money", optional=True)}
PLAN = plan(
    p.Entitle(id="owed", pack="late", title={"en": "Repairs"}, facts={**GIVEN, "people": p.Given(value=2)}),
    p.Remedy(
        id="money", remedy="refund", entitled=("owed",), pay=(contract("bank", pays=True),),
        authority=p.Authority(auto_up_to=(usd(100),), above=(p.Rung(role="desk"),), within=HOUR * 24),
    ),
    p.Wait(id="waits", span=HOUR * 2_000, at_most=HOUR * 2_000),
    facts=KNOWN,
)  # fmt: skip
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a case that waits for a fact, in a journal of its own."""
    path = tmp_path / "j.db"
    monkeypatch.setenv("MAKEGOOD_JOURNAL", f"sqlite:///{path}")
    name = opened(path, PLAN, {"late_by": 5})
    for person, role in (("olga", "owner"), ("dora", "desk")):
        assert run(["house", "add", person]) == 0
        assert run(["house", "grant", person, role]) == 0
    return name


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command; returns its exit code, what it printed and what it complained of."""

    def ran(*words: str) -> tuple[int, str, str]:
        code = run([*words])
        out = capsys.readouterr()
        return code, " ".join(out.out.split()), " ".join(out.err.split())

    return ran


def test_what_is_missing_is_shown_asked_for_and_told(case: str, say: Say) -> None:
    """The owner sees what to find out and how to say it; nonsense is refused with what would do."""
    assert "owed owed: cannot be said yet by late, version 2026; needed: price" in say("case", "show", case)[1]
    shown = say("task", "show", case, "owed#facts1")[1]
    assert "what it costs" in shown
    assert "price=PRICE" in shown or "price=" in shown
    nonsense = (("price=cheap", "price"), ("price=1,500 USD", "USD"), ("colour=red", "no field"), ("", "lacks"))
    for words, why in nonsense:
        code, _, complaint = say("task", "do", case, "owed#facts1", *filter(None, [words]), "--as", "olga")
        assert code in {2, 5}, complaint
        assert why in complaint
    assert "we still had to know: what it costs" in say("case", "explain", case)[1]
    assert "còn cần biết" in say("case", "explain", case, "--language", "vi")[1]


def test_what_is_owed_is_shown_with_its_law_and_nobody_denies_it(case: str, say: Say, tmp_path: Path) -> None:
    """Amount, clause and version in `show`; the arithmetic in `explain`; the digest in `--grounds`; a no is refused."""
    assert say("task", "do", case, "owed#facts1", "price=80 USD", "--as", "olga")[0] == 0
    go_on(tmp_path / "j.db", PLAN)
    assert "owed owed: USD 40.00 × 2 by § 3 (late, version 2026)" in say("case", "show", case)[1]
    told = say("case", "explain", case)[1]
    assert "By § 3 (Late Act): part of the price back (USD 40.00)." in told
    assert "50% of USD 80.00" in told
    for language, owed in (("id", "Untuk 2 orang seluruhnya"), ("vi", "Tổng cộng cho 2")):
        assert owed.split()[0] in say("case", "explain", case, "--language", language)[1]
    grounds = say("case", "explain", case, "--grounds")[1]
    assert "§ 3 (late, version 2026); playbook test, step money" in grounds
    assert "pack late sha256:" in grounds
    code, _, complaint = say("task", "do", case, "money#approve0", "approve=no", "why=too much", "--as", "dora")
    assert code == 5
    assert "USD 80.00 is owed (§ 3 (late, version 2026)); nobody may deny it" in complaint
