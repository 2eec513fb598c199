"""A case that is opened by hand: in whose language, and where the customer can be written to."""

from __future__ import annotations

import contextlib
import json
import sqlite3

import pytest

from activities.vault import Known, Vault
from domain.errors import UsageError
from makegood.cli.app import run
from workers.asking import ask
from workers.opening import Reading, reading
from workers.settings import load

FACTS = ("charge=C1", "amount=10 USD", "payer=Lan", "overdrawn=no")


def open_(
    capsys: pytest.CaptureFixture[str], key: str, market: str, *more: str, code: int = 0, customer: str = "Lan"
) -> str:  # fmt: skip
    """Open a case for a second charge, and return what was said."""
    capsys.readouterr()
    facts = [word for fact in FACTS for word in ("--fact", fact)]
    words = ["case", "open", "charged-twice", "--key", key, "--customer", customer, "--market", market, *facts, *more]
    assert run(words) == code
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.usefixtures("begun")
def test_a_case_speaks_the_language_of_its_market(capsys: pytest.CaptureFixture[str]) -> None:
    """Unless another is named for the customer; one that is not spoken here is refused."""
    for market, language in (("us", "en"), ("id", "id"), ("vn", "vi")):
        case = json.loads(open_(capsys, market, market, "--json"))["case"]
        assert run(["case", "explain", case, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["language"] == language
    case = json.loads(open_(capsys, "7", "vn", "--language", "en", "--json"))["case"]
    assert run(["case", "explain", case, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["language"] == "en"
    said = open_(capsys, "8", "vn", "--language", "fr", code=2)
    assert "--language: “fr” is none of them." in said
    assert "There are: en, id, vi." in said


@pytest.mark.usefixtures("begun")
def test_an_address_that_is_known_later_is_where_letters_go(capsys: pytest.CaptureFixture[str]) -> None:
    """It lies in the vault, never in a fact; what was known stays known; nonsense is refused with what to do."""
    case = json.loads(open_(capsys, "1", "vn", "--json"))["case"]
    for more, said in (
        ((), "nothing is said of the customer"), (("--address", " "), "nothing is said of the customer"),
        (("--address", "a\nb"), "--address: there are line breaks"), (("--language", "fr"), "There are: en, id, vi."),
    ):  # fmt: skip
        assert run(["case", "customer", case, "--why", "they rang", *more]) == 2
        assert said in capsys.readouterr().err
    assert run(["case", "customer", "ca_none", "--address", "x", "--why", "w"]) == 4
    assert run(["case", "customer", case, "--address", "lan@example.com", "--why", "they rang"]) == 0
    assert "CustomerRecognised" in capsys.readouterr().out
    assert run(["case", "customer", case, "--address", "lan@example.com", "--why", "they rang"]) == 0
    assert "CustomerRecognised" not in capsys.readouterr().out

    async def known(r: Reading) -> Known:
        return await Vault(r.journal).person((await r.story(case)).case.customer)

    assert reading(load(), known) == Known("Lan", "lan@example.com", "vi")
    stored = b"".join(row[0] for row in sqlite3.connect("makegood.db").execute("SELECT data FROM events"))
    assert b"lan@example.com" not in stored


@pytest.mark.usefixtures("begun")
def test_a_case_that_nobody_can_be_written_to_about_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """When it is opened and as long as it is open, with how an address is given; as plain data, too."""
    said = open_(capsys, "1", "vn")
    case = said.partition(":")[0]
    assert "There is no address to write to" in said
    assert f"makegood case customer {case[:12]} --address ADDRESS --why REASON" in said
    assert "There is no address to write to" in open_(capsys, "1", "vn")  # told again
    assert json.loads(open_(capsys, "1", "vn", "--json"))["reachable"] is False
    assert run(["case", "show", case]) == 0
    assert f"makegood case customer {case[:12]} --address ADDRESS --why REASON" in capsys.readouterr().out
    assert run(["case", "customer", case, "--address", "lan@example.com", "--why", "they rang"]) == 0
    capsys.readouterr()
    assert run(["case", "show", case]) == 0
    assert "no address" not in capsys.readouterr().out
    assert run(["case", "show", case, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reachable"] is True
    assert "no address" not in open_(capsys, "2", "vn", "--address", "lan@example.com")


@pytest.mark.usefixtures("begun")
def test_whatever_is_told_of_a_customer_leaves_a_language_that_is_spoken(capsys: pytest.CaptureFixture[str]) -> None:
    """The door refuses another, whoever asks; where the vault names none any more, that of the case stays."""
    case = json.loads(open_(capsys, "1", "vn", "--json"))["case"]
    with pytest.raises(UsageError, match="“fr” is no language here") as refused:
        ask(load(), "customer", case=case, language="fr", why="w")
    assert refused.value.remedy == "There are: en, id, vi."
    with contextlib.closing(sqlite3.connect("makegood.db")) as db, db:
        db.execute("DELETE FROM vault")
    assert run(["case", "customer", case, "--name", "Lan", "--why", "w"]) == 0
    capsys.readouterr()
    assert run(["case", "explain", case, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["language"] == "vi"


@pytest.mark.usefixtures("begun")
def test_a_key_told_for_another_customer_is_another_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """It takes up nobody else's case; the same name, however it is written, is the same customer."""
    case = json.loads(open_(capsys, "1", "vn", "--json"))["case"]
    said = open_(capsys, "1", "vn", customer="Otto", code=2)
    assert "“1” is told already, by another customer" in said
    assert "under a key of its own" in said
    assert json.loads(open_(capsys, "1", "vn", "--json", customer=" LAN "))["case"] == case


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("key", ["", "  "])
def test_a_key_without_a_word_is_refused(capsys: pytest.CaptureFixture[str], key: str) -> None:
    """Or the next failure told so would be taken for the same one."""
    said = open_(capsys, key, "vn", code=2)
    assert "the key of a failure is empty" in said
    assert "by the number of the booking" in said


@pytest.mark.usefixtures("begun")
def test_a_case_goes_into_one_of_the_same_customer(capsys: pytest.CaptureFixture[str]) -> None:
    """What is owed to one customer is not owed in the case of another."""
    mine, same = (
        json.loads(open_(capsys, key, "us", "--address", "lan@example.com", "--json"))["case"] for key in ("1", "2")
    )
    other = json.loads(open_(capsys, "3", "us", "--json", customer="Mai"))["case"]
    assert run(["case", "close", mine, "merged", "--into", other, "--why", "the same"]) == 5
    said = capsys.readouterr().err
    assert "is the case of another customer" in said
    assert "then somebody else is asked to agree that they are one" in said
    assert run(["case", "events", mine, "--json"]) == 0
    assert "EndingChosen" not in capsys.readouterr().out
    assert run(["case", "close", mine, "merged", "--into", same, "--why", "the same"]) == 0, capsys.readouterr().err


@pytest.mark.usefixtures("begun")
def test_two_say_that_customers_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Known by a name alone they are two customers: it takes a second person, who reads which case it goes into."""
    mine, same = (json.loads(open_(capsys, key, "us", "--json", customer="Mai"))["case"] for key in ("1", "2"))
    assert run(["case", "close", mine, "merged", "--into", same, "--why", "told twice"]) == 0
    said = capsys.readouterr().out
    assert f"goes into {same[:12]}" in said
    assert "The customer is known as somebody else there: are they one person?" in said
    assert run(["task", "show", mine, "@second#1", "--json"]) == 0
    [role] = json.loads(capsys.readouterr().out)["roles"]
    for name in ("budi", "ratna"):
        assert run(["house", "add", name, "--role", role]) == 0
    capsys.readouterr()
    assert run(["task", "do", mine, "@second#1", "approve=yes", "--as", "budi"]) == 5
    assert "whoever agrees reads first who the two customers are" in capsys.readouterr().err
    assert run(["task", "show", mine, "@second#1", "--as", "budi"]) == 0
    said = capsys.readouterr().out
    assert "whoever claims the task reads who they are" in said
    assert "Mai" not in said
    assert run(["task", "claim", mine, "@second#1", "--as", "budi"]) == 0
    capsys.readouterr()
    assert run(["task", "show", mine, "@second#1", "--as", "budi"]) == 0
    said = capsys.readouterr().out
    assert "here      Mai, no address" in said
    assert "there     Mai, no address" in said
    assert run(["task", "show", mine, "@second#1", "--as", "ratna"]) == 0
    assert "Mai" not in capsys.readouterr().out
    assert run(["task", "show", mine, "@second#1", "--as", "budi", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["there"] == {"name": "Mai", "address": ""}


@pytest.mark.usefixtures("begun")
def test_a_day_that_is_to_come_is_told_again(capsys: pytest.CaptureFixture[str]) -> None:
    """A flight is called off ahead; a year is mistyped. What counts from that day begins when it is known."""
    assert "only on 2099-01-01" in open_(capsys, "1", "us", "--happened", "2099-01-01T00:00:00Z", "--utc")
    assert "only on" not in open_(capsys, "2", "us", "--happened", "2020-01-01T00:00:00Z")
