"""A case whose bytes or chain do not hold is shown, and whoever reads it is told that it is not what was written."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.shell.conftest import Say
from tests.support.desks import ask, desk_plan, opened, refund


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a case in a journal of its own."""
    monkeypatch.chdir(tmp_path)
    return opened(tmp_path / "makegood.db", desk_plan(refund(), ask()))


def changed(statement: str) -> None:
    """Change the journal behind its back."""
    with contextlib.closing(sqlite3.connect("makegood.db")) as db:
        db.execute(statement)
        db.commit()


OTHER_WORDS = (
    "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), '\"order 1042\"', '\"order 1043\"') AS BLOB)"
    " WHERE type = 'FailureDetected'"
)
READ = [
    ("case", "show"), ("case", "explain"), ("case", "explain", "--grounds"), ("case", "events"), ("case", "ledger"),
    ("case", "show", "--json"), ("case", "ledger", "--csv"), ("entitlement", "recompute"),
]  # fmt: skip


@pytest.mark.parametrize("words", READ, ids=[" ".join(words) for words in READ])
def test_whoever_reads_a_case_that_was_changed_is_told(case: str, say: Say, words: tuple[str, ...]) -> None:
    """It is shown, and stderr says where it is not as written and how to see all; the exit code is that of evidence."""
    command = (*words[:2], case, *words[2:])
    whole, shown, said = say(*command)
    assert (whole, said) == (0, "")
    changed(OTHER_WORDS)
    code, shown, said = say(*command)
    assert code == 6
    assert shown
    assert f"makegood: case/{case} #1: the bytes are not those that were hashed and 1 more breach." in said
    assert "makegood audit verify" in said


def test_a_task_of_such_a_case_says_so_too(case: str, say: Say) -> None:
    """Whoever decides about money by what is shown there should know."""
    changed(OTHER_WORDS)
    code, shown, said = say("task", "show", case, "refund#approve0")
    assert (code, bool(shown)) == (6, True)
    assert "do not rely on it" in said


@pytest.mark.parametrize(
    "data", ["x'00'", "CAST('{}' AS BLOB)", "CAST('[]' AS BLOB)", "CAST('7' AS BLOB)", "'x'", "x'ff'", "'{\"a\": NaN}'"]
)
def test_what_cannot_be_read_is_told_by_its_place(case: str, say: Say, data: str) -> None:
    """Nothing can be shown then: the place, the remedy, and the exit code of evidence; `audit verify` names it too."""
    changed(f"UPDATE events SET data = {data} WHERE type = 'RiskAssessed'")  # noqa: S608 — our own
    for words in (("show",), ("explain",), ("events",), ("ledger",)):
        code, shown, said = say("case", *words, case)
        assert (code, shown) == (6, "")
        assert said.startswith(f"makegood: case/{case} #3: a stored event cannot be read")
        assert "makegood audit verify" in said
    code, _, said = say("audit", "verify")
    assert code == 6
    assert f"case/{case} #3: " in said


NO_NUMBERS = {
    "UPDATE events SET seq = 'x' WHERE type = 'RiskAssessed'": "table events: 1 row says something else than a number",
    "UPDATE cases SET wake_at = 'x'": "table cases: 1 row says something else than a number in its column “wake_at”",
    "UPDATE commands SET position = 'x'": "something else than a number in its column “position”",
    "INSERT INTO claims VALUES ('budget/x', '', 'many')": "something else than a number in its column “value”",
    "DELETE FROM journal": "the journal's own row is gone",
    "UPDATE journal SET secret = 'x'": "the journal's secret was changed",
}


@pytest.mark.parametrize("statement", list(NO_NUMBERS))
@pytest.mark.usefixtures("case")
def test_what_is_no_number_breaks_nothing_off(say: Say, statement: str) -> None:
    """SQLite keeps whatever is put into a column: that is told in a sentence, with the exit code of evidence."""
    changed(statement)
    code, _, said = say("audit", "verify")
    assert code == 6
    assert NO_NUMBERS[statement] in said


@pytest.mark.usefixtures("case")
def test_a_list_with_a_row_that_is_none_is_refused(say: Say) -> None:
    """Whoever lists cases is told to verify, not shown what a program stumbled over."""
    changed("UPDATE cases SET opened_at = 'x'")
    code, shown, said = say("case", "list")
    assert (code, shown) == (6, "")
    assert "a row of the journal's tables is not what it has to be" in said
