"""Settings: one file, the environment, flags last; every value knows where it came from."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import UsageError
from domain.expression.errors import guess

FILE = "makegood.toml"
PREFIX = "MAKEGOOD_"
_DEFAULTS: Mapping[str, str] = {
    "journal": "sqlite:///makegood.db",
    "state": "",
    "engine": "embedded",
    "playbooks": "playbooks",
    "messages": "messages",
    "calendars": "calendars",
    "packs": "packs",
    "outbox": "outbox",
    "house": "the house",
    "log": "warning",
    "telemetry": "off",
    "temporal": "localhost:7233",
    "temporal_namespace": "default",
    "temporal_queue": "makegood",
    "temporal_build": "",
    "temporal_tls": "off",
    "temporal_ca": "",
    "temporal_cert": "",
    "temporal_key": "",
    "temporal_api_key": "",
    "job_secret": "",
    "listen": "",
    "worker_token": "",
    "two_persons": "off",
}
_PARTNER = re.compile(r"[a-z][a-z0-9-]{0,39}")

_NOT_SETTINGS = frozenset({"SETTINGS", "REAL_DATA", "SEED"})
"""The variable that names the file, and those that only tests read."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it came from: `default`, a file, an environment variable, a flag."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class PartnerTable:
    """What a table `[partners.NAME]` says: the queues of a partner, and where its token lies."""

    queues: tuple[str, ...]
    token_file: str = ""
    token_env: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings by name; `connectors` maps a connector's name to its URL; `file` is where they come from."""

    values: Mapping[str, Setting]
    connectors: Mapping[str, str] = field(default_factory=dict)
    allow_private: tuple[str, ...] = ()
    partners: Mapping[str, PartnerTable] = field(default_factory=dict)
    file: str = ""

    def __getitem__(self, name: str) -> str:
        """Return a value."""
        return self.values[name].value


def load(flags: Mapping[str, str | None] | None = None, *, folder: Path | None = None) -> Settings:
    """Read the settings.

    Raises:
        UsageError: an unknown setting or variable, an option that names nothing, or a file that is missing or no TOML;
            with its place.
    """
    values = {name: Setting(value, "default") for name, value in _DEFAULTS.items()}
    named = os.environ.get(PREFIX + "SETTINGS", "")
    path = Path(named or (folder or Path.cwd()) / FILE)
    table = _read(path, named=bool(named))
    connectors = _texts(table.pop("connectors", {}), path)
    private = _hosts(table.pop("allow_private", []), path)
    partners = _partners(table.pop("partners", {}), path)
    for name, value in table.items():
        _known(name, str(path))
        values[name] = Setting(str(value), str(path))
    values.update(_from_environment())
    for name, flag in (flags or {}).items():
        if flag is not None:
            if not flag.strip():
                remedy = "Name it, or leave the option out."
                raise UsageError("nothing is named.", where=f"--{name}", remedy=remedy)
            values[name] = Setting(flag, f"--{name}")
    return Settings(values, connectors, private, partners, str(path))


def takes_two(settings: Settings) -> bool:
    """Say whether no document comes into force without two persons, from the first one on.

    Raises:
        UsageError: it is neither on nor off.
    """
    said = settings.values["two_persons"]
    if said.value not in {"on", "off"}:
        raise UsageError(
            f"“{said.value}” is neither on nor off.", where=f"two_persons ({said.origin})", remedy="Write on or off."
        )
    return said.value == "on"


def check_connectors(settings: Settings, known: Iterable[str]) -> None:
    """Check that every connector that has an address is one of the house.

    Raises:
        UsageError: with what was meant.
    """
    names = sorted(known)
    for name in settings.connectors:
        if name not in names:
            raise UsageError(
                f"the house has no connector “{name}”.", where=f"{settings.file}, [connectors]",
                remedy=f"{guess(name, names)} There are: {', '.join(names) or 'none'}.".strip(),
            )  # fmt: skip


def _read(path: Path, *, named: bool) -> dict[str, object]:
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        if not named:
            return {}
        remedy = "Make it, or take the variable away."
        raise UsageError(f"there is no file {path}.", where=PREFIX + "SETTINGS", remedy=remedy) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise UsageError(
            f"the settings cannot be read: {trouble}.", where=str(path),
            remedy='Each line is name = "value", or the [head] of a table.',
        ) from trouble  # fmt: skip
    except OSError as trouble:
        raise UsageError(f"the settings cannot be read: {trouble.strerror}.", where=str(path)) from trouble


def _texts(table: object, path: Path) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise UsageError(
            "[connectors] is a table of name = URL.", where=str(path),
            remedy='Put names into quotes, for they have a dot: "seats.hold" = "https://…".',
        )  # fmt: skip
    return {str(name): str(value) for name, value in table.items()}


def _hosts(told: object, path: Path) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(host, str) for host in told):
        remedy = 'Write allow_private = ["127.0.0.1"].'
        raise UsageError("allow_private is a list of hosts.", where=str(path), remedy=remedy)
    return tuple(told)


def _partners(told: object, path: Path) -> dict[str, PartnerTable]:
    if not isinstance(told, dict):
        raise UsageError("[partners] holds tables.", where=str(path), remedy="Write [partners.NAME].")
    return {str(name): _partner(str(name), table, f"{path}, [partners.{name}]") for name, table in told.items()}


def _partner(name: str, table: object, where: str) -> PartnerTable:
    if not _PARTNER.fullmatch(name):
        remedy = "It is of small letters, digits and -, and begins with a letter: acme-couriers."
        raise UsageError(f"“{name}” is no name of a partner.", where=where, remedy=remedy)
    match table:
        case {"queues": list(queues), "token_file": str(place), **rest} if not rest and place and _names(queues):
            return PartnerTable(tuple(queues), token_file=place)
        case {"queues": list(queues), "token_env": str(place), **rest} if not rest and place and _names(queues):
            return PartnerTable(tuple(queues), token_env=place)
        case _:
            pass
    raise UsageError(
        "a partner has queues, and one place where its token lies.", where=where,
        remedy='Write queues = ["…"], and token_file = "PATH" or token_env = "VARIABLE".',
    )  # fmt: skip


def _names(told: list[object]) -> bool:
    return bool(told) and all(isinstance(one, str) and one for one in told)


def _known(name: str, where: str) -> None:
    if name not in _DEFAULTS:
        known = ", ".join(sorted([*_DEFAULTS, "connectors", "allow_private", "partners"]))
        raise UsageError(f"there is no setting “{name}”.", where=where, remedy=f"There are: {known}.")


def _from_environment() -> dict[str, Setting]:
    found = {}
    for variable, value in os.environ.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name.endswith("_file") and name.removesuffix("_file") in _DEFAULTS:
            found[name.removesuffix("_file")] = Setting(_secret(variable, value), variable)
        elif name in _DEFAULTS:
            found[name] = Setting(value, variable)
        elif variable.removeprefix(PREFIX) not in _NOT_SETTINGS:
            known = sorted(PREFIX + one.upper() for one in _DEFAULTS)
            remedy = f"{guess(variable, known)} There are: {', '.join(known)}; each also with _FILE.".strip()
            raise UsageError("this variable is no setting.", where=variable, remedy=remedy)
    return found


def _secret(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else "it is no text"
        raise UsageError(
            f"{path} cannot be read: {why}.", where=variable,
            remedy=f"Name the file that holds the value, or set {variable.removesuffix('_FILE')} to the value itself.",
        ) from trouble  # fmt: skip
