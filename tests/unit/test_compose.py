"""What lies in docker/ fits together: the compose file, the image, the scripts, and the code that they start.

`compose-spec.json` is the Compose Specification's own schema, as `docker compose config` uses it (Apache-2.0).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.support import dashboard
from tests.support.pages import ROOT
from tests.support.production import settings_in
from workers.engines import ROLES
from workers.settings import load

DOCKER = ROOT / "docker"
SHORT = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?:[A-Za-z0-9.${}_:-]+")
OURS = "makegood:${MAKEGOOD_VERSION:-latest}"
Yaml = dict[str, Any]


def _yaml(name: str) -> Yaml:
    found: Yaml = yaml.safe_load((DOCKER / name).read_text(encoding="utf-8"))
    return found


COMPOSE = _yaml("compose.yaml")
SERVICES: Mapping[str, Yaml] = COMPOSE["services"]


def _image() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile: word and rest."""
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


# --- The compose file ------------------------------------------------------------------------------------------------
def test_the_compose_file_is_legal() -> None:
    """It is what the Compose Specification allows, to the last field."""
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
    jsonschema.validate(COMPOSE, schema)


def test_images_have_short_names_and_versions() -> None:
    """No image names a registry's host, and all but ours say which version they are."""
    for name, service in SERVICES.items():
        image = service["image"]
        assert SHORT.fullmatch(image), name
        assert image == OURS or not image.endswith(":latest"), name


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_needs_is_there(name: str) -> None:
    """Services, volumes, secrets and files that it names exist; who is waited for to be healthy has a health check."""
    service = SERVICES[name]
    for other, how in service.get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            checked = "healthcheck" in SERVICES[other] or SERVICES[other]["image"] == OURS
            assert checked, other
            assert SERVICES[other].get("healthcheck", {}).get("disable") is not True, other
        if how["condition"] == "service_completed_successfully":
            assert SERVICES[other]["restart"].startswith("on-failure"), other
    for volume in service.get("volumes", ()):
        source = volume.replace("${HOUSE_FOLDER:-./house}", "./house").partition(":")[0]
        assert (DOCKER / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], volume
    assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    for word in re.findall(r"/run/secrets/(\w+)", json.dumps(service)):
        assert word in service["secrets"], word


def test_every_volume_and_secret_is_used() -> None:
    """Nothing is declared that no service uses."""
    told = json.dumps(SERVICES)
    assert not [name for name in (*COMPOSE["volumes"], *COMPOSE["secrets"]) if name not in told]


def test_no_secret_stands_in_the_file() -> None:
    """What is called a password, a secret or a key comes out of a file, and no address holds a password."""
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            secret = re.search(r"PASSWORD|PWD|SECRET|KEY|JOURNAL", variable)
            assert not secret or value.startswith("/run/secrets/"), (name, variable)
            assert "@" not in str(value), (name, variable)


def test_only_this_machine_reaches_what_is_published() -> None:
    """Ports are opened to the machine itself alone: nothing of it asks everybody for a password."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_there_is_a_process_for_every_role() -> None:
    """Each role of a larger house runs in a service of its own; what it is told in variables are settings."""
    run = {
        name: service["command"][3:] for name, service in SERVICES.items() if "workers" in service.get("command", [])
    }
    assert run == {role: [role] for role in ROLES}
    known = {"MAKEGOOD_" + name.upper() for name in load(folder=DOCKER).values}
    for name in (*ROLES, "lockers"):
        ours = {one for one in SERVICES[name]["environment"] if one.startswith("MAKEGOOD_")}
        assert {one.removesuffix("_FILE") for one in ours} <= known


def test_the_journals_server_is_as_an_engine_wants_it() -> None:
    """Nothing that was acknowledged is lost, and nothing prepared holds up readers."""
    told = settings_in(SERVICES["journal"]["command"])
    wanted = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "max_prepared_transactions": "0"}
    assert wanted.items() <= told.items()
    assert "--encoding=UTF8" in SERVICES["journal"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_temporal_is_of_one_version() -> None:
    """Server, tools, and what tests are run with are the same release."""
    tested = re.search(r"go\.temporal\.io/server v(\S+)", (DOCKER / "temporal" / "go.mod").read_text())
    assert tested is not None
    versions = {
        service["image"].rpartition(":")[2] for name, service in SERVICES.items() if name.startswith("temporal")
    }
    assert versions - {SERVICES["temporal-ui"]["image"].rpartition(":")[2]} == {tested[1]}


# --- What watches ----------------------------------------------------------------------------------------------------
def test_numbers_find_their_way() -> None:
    """From the workers to the collector, to Prometheus, to Grafana: each asks where the other answers."""
    collector, prometheus = _yaml("collector.yaml"), _yaml("prometheus.yaml")
    takes = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].rpartition(":")[2]
    assert SERVICES["engine"]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"] == f"http://collector:{takes}"
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in prometheus["scrape_configs"]}
    offers = collector["exporters"]["prometheus"]["endpoint"].rpartition(":")[2]
    temporal = SERVICES["temporal"]["environment"]["PROMETHEUS_ENDPOINT"].rpartition(":")[2]
    assert targets == {"makegood": [f"collector:{offers}"], "temporal": [f"temporal:{temporal}"]}
    for line in collector["service"]["pipelines"].values():
        for kind in ("receivers", "processors", "exporters"):
            assert set(line[kind]) <= set(collector[kind])
    source = _yaml("grafana/provisioning/datasources/prometheus.yaml")["datasources"][0]
    assert {"type": source["type"], "uid": source["uid"]} == dashboard.SOURCE
    shown = _yaml("grafana/provisioning/dashboards/makegood.yaml")["providers"][0]["options"]["path"]
    assert f"./grafana/dashboard.json:{shown}/makegood.json:ro" in SERVICES["grafana"]["volumes"]


# --- The image -------------------------------------------------------------------------------------------------------
def test_the_image_holds_what_is_installed() -> None:
    """Every package of ours is copied, and everything that is copied exists and is not ignored."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = [rest.split()[:-1] for word, rest in _image() if word == "COPY" and "--from" not in rest]
    names = [name for line in copied for name in line]
    assert set(packages) <= set(names)
    let_through = (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in names:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in let_through, name


def test_the_image_runs_as_nobody_special() -> None:
    """It ends as a user of its own, without secrets, and starts something that there is."""
    words = _image()
    assert [rest for word, rest in words if word == "USER"] == ["makegood"]
    assert json.loads(next(rest for word, rest in words if word == "CMD"))[:3] == ["python", "-m", "workers"]
    check = next(rest for word, rest in words if word == "HEALTHCHECK").rpartition("CMD ")[2]
    assert json.loads(check) == ["python", "-m", "workers.healthy"]
    assert all(SHORT.fullmatch(rest.split()[0]) for word, rest in words if word == "FROM")


def test_the_image_is_installed_from_what_is_tested() -> None:
    """Each package has hashes, and is the very version that tests run with; none names an address."""
    served, tested = (
        dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("server.txt", "dev.txt")
    )
    assert served.items() <= tested.items()
    assert {"psycopg", "psycopg-binary", "opentelemetry-exporter-otlp-proto-http", "temporalio", "hatchling"} <= set(
        served
    )
    text = (ROOT / "requirements" / "server.txt").read_text()
    assert text.count("--hash=sha256:") >= len(served)
    assert "://" not in text


# --- The scripts -----------------------------------------------------------------------------------------------------
def test_secrets_are_made_once(tmp_path: Path) -> None:
    """All that the compose file reads is made, for the owner's eyes alone; a second run changes nothing."""
    shutil.copy(DOCKER / "secrets.sh", tmp_path)

    def make() -> dict[str, str]:
        subprocess.run(["/bin/sh", tmp_path / "secrets.sh"], check=True, capture_output=True)  # noqa: S603 — ours
        return {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    made = make()
    assert set(made) == set(COMPOSE["secrets"])
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert len(set(made.values())) == len(made)
    assert f":{made['journal_password']}@journal:5432/" in made["journal_address"]
    assert make() == made
    assert "docker/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
