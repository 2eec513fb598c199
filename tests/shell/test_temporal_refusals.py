"""A Temporal that is no use as it is: one sentence, what to do, exit code 7, and the doctor shows it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import MakegoodError, Unavailable, UsageError
from makegood.cli.app import run
from tests.support.ports import free_port
from tests.support.temporal import server_or_skip
from workers.settings import load
from workers.temporal.server import check_version, connect


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a Temporal server."""
    yield from server_or_skip()


def refused(folder: Path, **settings: str) -> MakegoodError:
    """Return what a connection is refused with."""
    with pytest.raises(MakegoodError) as trouble:
        asyncio.run(connect(load({"engine": "temporal", **settings}, folder=folder)))
    return trouble.value


def test_nobody_answers(tmp_path: Path) -> None:
    """The sentence names address and setting, and how to get a server."""
    address = f"127.0.0.1:{free_port()}"
    trouble = refused(tmp_path, temporal=address)
    assert isinstance(trouble, Unavailable)
    assert trouble.what == "no Temporal server answers."
    assert trouble.where == f"{address} (--temporal)"
    assert "make temporal-up" in trouble.remedy


def test_a_namespace_that_is_not_there(tmp_path: Path, address: str) -> None:
    """It is named, with the command that makes it."""
    trouble = refused(tmp_path, temporal=address, temporal_namespace="elsewhere")
    assert trouble.exit_code == 7
    assert trouble.what == "the Temporal server has no namespace “elsewhere”."
    assert "namespace create --namespace elsewhere" in trouble.remedy


def test_tls_on_one_side_only(tmp_path: Path, address: str) -> None:
    """We speak TLS and the server does not."""
    trouble = refused(tmp_path, temporal=address, temporal_tls="on")
    assert trouble.exit_code == 7
    assert trouble.remedy == 'It does not speak TLS there: set temporal_tls = "off".'


def test_tls_on_the_other_side_only(tmp_path: Path) -> None:
    """The server speaks TLS and we do not; or we do and do not know who signed it."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(  # noqa: S603 — a certificate for a minute
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",  # noqa: S607
         "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True,
    )  # fmt: skip
    port = free_port()
    with subprocess.Popen(  # noqa: S603 — ours
        [sys.executable, "-c", _TLS, str(port), str(cert), str(key)], stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        plain = refused(tmp_path, temporal=f"127.0.0.1:{port}")
        unknown = refused(tmp_path, temporal=f"127.0.0.1:{port}", temporal_tls="on")
        server.terminate()
    assert (plain.exit_code, plain.remedy) == (7, 'Set temporal_tls = "on".')
    assert (unknown.exit_code, unknown.remedy) == (7, "Set temporal_ca to the authority that signed it.")


_TLS = """
import asyncio, ssl, sys
async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    context.set_alpn_protocols(["h2"])
    async def met(reader, writer):
        writer.close()
    async with await asyncio.start_server(met, "127.0.0.1", int(sys.argv[1]), ssl=context) as server:
        print("up", flush=True)
        await server.serve_forever()
asyncio.run(main())
"""


@pytest.mark.parametrize("version", ["1.19.4", "1.23.1", "", "unknown"])
def test_a_server_that_is_too_old(version: str) -> None:
    """Its version is named, and the one that is needed."""
    with pytest.raises(Unavailable, match=r"1\.24 or newer is needed"):
        check_version(version, "somewhere")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"temporal_tls": "maybe"}, "“maybe” is no value of temporal_tls."),
        ({"temporal_tls": "on", "temporal_cert": "cert.pem"}, "cert.pem cannot be read"),
        ({"temporal_ca": "nowhere.pem"}, "nowhere.pem cannot be read: No such file or directory."),
        ({"temporal": "no address"}, "“no address” is no address of a Temporal server."),
        ({"temporal": "http://localhost:7233"}, "“http://localhost:7233” is no address of a Temporal server."),
        ({"temporal_queue": ""}, "nothing is named."),
        ({"temporal_namespace": "two words"}, "“two words” is no value of temporal_namespace."),
        ({"temporal": "host"}, "“host” is no address of a Temporal server."),
    ],
)
def test_settings_that_are_no_use(settings: dict[str, str], said: str, tmp_path: Path) -> None:
    """A slip in a setting is no matter of the server: exit code 2, with the place."""
    trouble = refused(tmp_path, **settings)
    assert isinstance(trouble, UsageError)
    assert said in trouble.what
    assert trouble.remedy


def test_up_and_the_doctor_say_the_same(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither begins anything; both end with the sentence, and people's commands work all the same."""
    (house / "makegood.toml").write_text(f'engine = "temporal"\ntemporal = "127.0.0.1:{free_port()}"\n')
    assert run(["up"]) == 7
    assert "no Temporal server answers." in capsys.readouterr().err
    assert run(["doctor"]) == 1
    assert "no Temporal server answers." in capsys.readouterr().out
    opened = ["case", "open", "charged-twice", "--key", "1", "--customer", "Rosa Diaz", "--market", "us"]
    facts = ["--fact", "charge=ch_1", "--fact", "amount=10 USD", "--fact", "payer=Rosa Diaz", "--fact", "overdrawn=no"]
    code = run([*opened, *facts])
    assert (code, "opened" in capsys.readouterr().out) == (0, True)
