"""Documents are known by the name they give themselves, however it is written, and by no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.playbook.load import identity
from makegood.cli.app import run
from workers.library.shelf import Folders, read_shelf


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("playbook: late-flight\nx: 1\n", ("playbook", "late-flight")),
        ("# about\n\n---\nplaybook: 'late-flight' # so\n", ("playbook", "late-flight")),
        ('\ufeffcalendar: "vn-2025"\n', ("calendar", "vn-2025")),
        ("{playbook: a, language: 1}\n", ("playbook", "a")),
        ("staff:\n  a: {}\n", ("staff", "")),
        ("- a\n- b\n", ("", "")),
        ("", ("", "")),
        ("a: [\n", ("a", "")),
        ("\t: {", ("", "")),
    ],
)
def test_a_document_says_what_it_is(text: str, says: tuple[str, str]) -> None:
    """The first field is read as the loader reads it: quotes, comments, a marker of the document, all of it."""
    assert identity(text.encode())[:2] == says


@pytest.mark.parametrize(
    ("file", "copy", "at"),
    [
        ("playbooks/late-flight.yaml", "playbooks/mine.yaml", "4:11"),
        ("calendars/us-2025-2027.yaml", "calendars/z.yaml", ""), ("messages/apology.yaml", "messages/z.yaml", ""),
    ],
)  # fmt: skip
def test_a_name_stands_for_one_document(
    house: Path, capsys: pytest.CaptureFixture[str], file: str, copy: str, at: str
) -> None:
    """A copy that kept its name is refused where the name stands, before anything is published."""
    shutil.copy(house / file, house / copy)
    found = read_shelf(Folders(Path("playbooks"), Path("messages"), Path("calendars"))).findings
    assert [finding.rule for finding in found] == ["bad-name"]
    assert found[0].file == copy
    assert at in str(found[0])
    assert run(["playbook", "validate", copy]) == 3
    assert "calls itself already" in capsys.readouterr().out
    assert run(["playbook", "validate", file]) == 0


def test_names_in_quotes_are_names(house: Path) -> None:
    """A calendar whose name stands in quotes is the one the markets count by."""
    file = house / "calendars" / "us-2025-2027.yaml"
    text = file.read_text(encoding="utf-8")
    assert "calendar: us-2025-2027" in text
    file.write_text(text.replace("calendar: us-2025-2027", 'calendar: "us-2025-2027"'), encoding="utf-8")
    assert not read_shelf(Folders(Path("playbooks"), Path("messages"), Path("calendars"))).findings


def test_a_folder_stands_for_its_documents(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of a folder is checked at once, with what two of its documents have in common."""
    assert run(["playbook", "validate", "playbooks", "messages"]) == 0
    assert "legal." in capsys.readouterr().out
    shutil.copy(house / "playbooks" / "late-flight.yaml", house / "playbooks" / "mine.yaml")
    assert run(["playbook", "validate", "playbooks"]) == 3
    assert "playbooks/mine.yaml:4:11: bad-name" in capsys.readouterr().out
    (house / "empty").mkdir()
    assert run(["playbook", "validate", "empty"]) == 4


@pytest.mark.parametrize("where", ["playbooks", "messages", "calendars"])
def test_what_cannot_be_read_is_named(house: Path, capsys: pytest.CaptureFixture[str], where: str) -> None:
    """A link that leads nowhere and a folder called like a document end in a sentence, for every command."""
    (house / where / "gone.yaml").symlink_to(house / "nowhere")
    for words in (["playbook", "validate", "playbooks/late-flight.yaml"], ["playbook", "test"], ["doctor"]):
        assert run(words) in {1, 4}
        assert f"{where}/gone.yaml cannot be read: No such file or directory." in "".join(capsys.readouterr())
    (house / where / "gone.yaml").unlink()
    (house / where / "gone.yaml").mkdir()
    assert run(["playbook", "validate", "playbooks/late-flight.yaml"]) == 4
    assert "gone.yaml cannot be read: Is a directory." in capsys.readouterr().err
