"""Settings: one file, the environment, flags last; every value knows where it came from."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import UsageError

FILE = "makegood.toml"
PREFIX = "MAKEGOOD_"
_DEFAULTS: Mapping[str, str] = {
    "journal": "sqlite:///makegood.db",
    "engine": "embedded",
    "playbooks": "playbooks",
    "messages": "messages",
    "calendars": "calendars",
    "outbox": "outbox",
    "house": "the house",
    "zone": "UTC",
    "log": "warning",
    "telemetry": "off",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it came from: `default`, a file, an environment variable, a flag."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings by name; `connectors` maps a connector's name to its URL."""

    values: Mapping[str, Setting]
    connectors: Mapping[str, str] = field(default_factory=dict)
    allow_private: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> str:
        """Return a value."""
        return self.values[name].value

    @property
    def journal(self) -> Path:
        """Return the journal's file.

        Raises:
            UsageError: another kind of journal than SQLite.
        """
        address = self["journal"]
        if not address.startswith("sqlite:///"):
            raise UsageError(
                f"“{address}” is no journal this version can use.", where=self.values["journal"].origin,
                remedy='Write journal = "sqlite:///PATH".',
            )  # fmt: skip
        return Path(address.removeprefix("sqlite:///"))


def load(flags: Mapping[str, str | None] | None = None, *, folder: Path | None = None) -> Settings:
    """Read the settings.

    Raises:
        UsageError: an unknown setting, or a file that is no TOML; with its place.
    """
    values = {name: Setting(value, "default") for name, value in _DEFAULTS.items()}
    path = Path(os.environ.get(PREFIX + "SETTINGS") or (folder or Path.cwd()) / FILE)
    table = _read(path)
    connectors = _texts(table.pop("connectors", {}), path)
    private = table.pop("allow_private", [])
    for name, value in table.items():
        _known(name, str(path))
        values[name] = Setting(str(value), str(path))
    values.update(_from_environment())
    for name, flag in (flags or {}).items():
        if flag is not None:
            values[name] = Setting(flag, f"--{name}")
    return Settings(values, connectors, tuple(str(host) for host in private) if isinstance(private, list) else ())


def _read(path: Path) -> dict[str, object]:
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise UsageError(f"the settings cannot be read: {trouble}.", where=str(path)) from trouble
    except OSError as trouble:
        raise UsageError(f"the settings cannot be read: {trouble.strerror}.", where=str(path)) from trouble


def _texts(table: object, path: Path) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise UsageError(
            "[connectors] is a table of name = URL.", where=str(path),
            remedy='Put names into quotes, for they have a dot: "seats.hold" = "https://…".',
        )  # fmt: skip
    return {str(name): str(value) for name, value in table.items()}


def _known(name: str, where: str) -> None:
    if name not in _DEFAULTS:
        known = ", ".join(sorted([*_DEFAULTS, "connectors", "allow_private"]))
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
    return found


def _secret(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as trouble:
        raise UsageError(f"{path} cannot be read: {trouble.strerror}.", where=variable) from trouble
