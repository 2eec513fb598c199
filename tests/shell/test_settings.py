"""Settings: a slip in file or environment is refused with its place, and the doctor shows what counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.errors import Unavailable
from makegood.cli.app import run
from tests.shell.test_engine import house
from workers.engine import running
from workers.journals import place_of
from workers.library.shelf import Folders, read_shelf
from workers.settings import load

__all__ = ["house"]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MAKEGOOD_SETTINGS", "nowhere.toml", "MAKEGOOD_SETTINGS: there is no file nowhere.toml."),
        ("MAKEGOOD_JOURNEL", "x", "Did you mean “MAKEGOOD_JOURNAL”?"),
        ("MAKEGOOD_ZONE", "UTC", "MAKEGOOD_ZONE: this variable is no setting."),
    ],
)
def test_a_slip_in_the_environment_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], variable: str, value: str,
    said: str,
) -> None:  # fmt: skip
    """A variable that is no setting, or that names a file which is not there, is not passed over."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, value)
    assert run(["case", "list"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('allow_private = "127.0.0.1"', "allow_private is a list of hosts."),
        ("allow_private = [1]", "allow_private is a list of hosts."),
        ('zone = "UTC"', "there is no setting “zone”"),
        ('[connectors]\n"lift.free" = "http://127.0.0.1:1/x"', "Did you mean “lifts.free”?"),
    ],
)
def test_a_slip_in_the_file_is_refused(house: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    """Kinds of values and names of connectors are looked at before anything runs."""
    (house / "makegood.toml").write_text(text)
    assert run(["up"]) == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert "makegood.toml" in complaint
    assert not (house / "makegood.db").exists()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("ENGINE", "banana", "MAKEGOOD_ENGINE: “banana” is no engine."),
        ("LOG", "loud", "“loud” is no value of log."),
        ("TELEMETRY", "maybe", "“maybe” is no value of telemetry."),
        ("LISTEN", "8080", "“8080” is no address to listen at."),
        ("OUTBOX", "makegood.toml", "makegood.toml is no folder that can be written to"),
        ("JOURNAL", "mysql://me:hunter2@db/x", "“mysql://me@db/x” is no journal."),
    ],
)
def test_the_doctor_sees_what_keeps_an_engine_from_running(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, value: str,
    said: str,
) -> None:  # fmt: skip
    """A word that is no value of its setting: named with where it comes from, once, and no password."""
    (house / "makegood.toml").touch()
    monkeypatch.setenv(f"MAKEGOOD_{variable}", value)
    assert run(["doctor"]) == 1
    signs = capsys.readouterr().out.partition("\n\n")[0]
    assert signs.count(said) == 1
    assert "hunter2" not in signs


def test_a_file_for_a_value_that_is_no_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, a file that is not there, bytes that are no text: refused with what to do."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name in (".", "nowhere", "bytes"):
        monkeypatch.setenv("MAKEGOOD_JOURNAL_FILE", name)
        assert run(["case", "list"]) == 2
        said = capsys.readouterr().err
        assert f"MAKEGOOD_JOURNAL_FILE: {name} cannot be read: " in said
        assert "→ Name the file that holds the value, or set MAKEGOOD_JOURNAL to the value itself." in said


def test_a_folder_of_state_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused with the setting it comes from; nobody is told of a fault."""
    (tmp_path / "file").touch()
    place = place_of(load({"journal": "postgresql://me@127.0.0.1:1/x", "state": str(tmp_path / "file")}))
    with pytest.raises(Unavailable, match=r"the folder of state .*file cannot be made") as trouble:
        place.beside(".position")
    assert trouble.value.where == "--state"
    assert trouble.value.remedy


def test_the_doctor_shows_where_connectors_lead(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With an address (its password left out), without one, by a queue, and in a simulated world."""
    contract = "{capability: keyed, inputs: {floor: integer}, result: {freed: yes_no}"
    (house / "playbooks" / "house" / "connectors.yaml").write_text(
        f"connectors:\n  lifts.free: {contract}}}\n  lifts.call: {contract}}}\n  lifts.stop: {contract}, queue: q}}\n"
    )
    (house / "makegood.toml").write_text(
        'allow_private = ["10.0.0.9"]\n[connectors]\n"lifts.call" = "https://me:hunter2@lifts.example/x?token=hunter2"\n'
    )
    run(["doctor"])
    said = capsys.readouterr().out
    assert "allow_private = 10.0.0.9" in said
    assert "lifts.free → workers on the queue lifts" in said  # named by the playbook's step
    assert "lifts.call → https://lifts.example/x\n" in said
    assert "lifts.stop → workers on the queue q" in said
    assert "hunter2" not in said
    (house / "makegood.toml").write_text("")
    run(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["connectors"]["lifts.call"] is None
    assert "lifts.call" in next(sign["how"] for sign in told["signs"] if sign["what"] == "connectors")


def test_the_doctor_shows_partners_and_no_token(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Their queues; of a worker's own token only that there is one."""
    (house / "makegood.toml").write_text(
        'worker_token = "hunter2"\n[partners.acme]\nqueues = ["lifts", "vans"]\ntoken_file = "acme.token"\n'
    )
    run(["doctor"])
    said = capsys.readouterr().out
    assert "partner acme = lifts, vans" in said
    assert "worker_token = …" in said
    assert "hunter2" not in said
    run(["doctor", "--json"])
    assert json.loads(capsys.readouterr().out)["partners"] == {"acme": ["lifts", "vans"]}


def test_in_a_simulated_world_connectors_count_as_there(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Orders of a world beside a journal count while an engine runs it."""
    (house / "makegood.db.world.json").write_text("{}")
    run(["doctor"])
    assert "the simulated world" not in capsys.readouterr().out
    lock = place_of(load()).lock()
    try:
        run(["doctor"])
        assert "lifts.free → the simulated world" in capsys.readouterr().out
    finally:
        lock.release()


async def test_an_engine_without_a_world_takes_old_orders_away(house: Path) -> None:
    """What an engine that was killed left behind is not believed of the next one."""
    (house / "makegood.db.world.json").write_text("{}")
    settings = load()
    async with running(settings, read_shelf(Folders.of(settings)).legal()):
        assert not (house / "makegood.db.world.json").exists()
