"""The Temporal server that development and tests use: where it is looked for, and how it is built when it is nowhere.

In this order: the address in TEMPORAL_ADDRESS (a server that runs already), `temporal` on the PATH, the cache of built
tools, a build with Go from docker/temporal. `python -m tests.support.servers` builds what is missing, and says where
everything lies; with `up` it runs a development server in the foreground, where the settings of a house look for one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MODULE = Path(__file__).parents[2] / "docker" / "temporal"
TOOLS = {
    "temporal": "github.com/temporalio/cli/cmd/temporal",
    "temporal-server": "go.temporal.io/server/cmd/server",
    "temporal-sql": "go.temporal.io/server/cmd/tools/sql",
}
"""What is built, by the name it gets: the development server, the server of production, the tool for its schema."""
_VERSION = "github.com/temporalio/cli/internal/temporalcli.Version=1.8.2"


class Missing(Exception):
    """A tool is not there and cannot be built; the message says what would help."""


def cache() -> Path:
    """Return where tools of exactly these versions are kept."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    versions = (MODULE / "go.mod").read_bytes() + (MODULE / "go.sum").read_bytes()
    return home / "makegood" / hashlib.sha256(versions).hexdigest()[:12]


def found(tool: str) -> Path | None:
    """Return a tool that is there already."""
    on_path = shutil.which(tool)
    if on_path:
        return Path(on_path)
    kept = cache() / tool
    return kept if kept.exists() else None


def tool(name: str) -> Path:
    """Return a tool, built if need be.

    Raises:
        Missing: it is not there and there is no Go, or the build fails.
    """
    return found(name) or build(name)


def build(name: str) -> Path:
    """Build a tool into the cache; the file appears whole or not at all.

    Raises:
        Missing: there is no Go, or the build fails.
    """
    go = shutil.which("go")
    if go is None:
        raise Missing(f"{name} is not there, and Go is not either: put {name} on the PATH, or install Go 1.26")
    target = cache() / name
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{name}.{os.getpid()}.part")
    flags = ["-trimpath", "-ldflags", f"-s -w -X {_VERSION}", "-o", str(part)]
    built = subprocess.run(  # noqa: S603 — Go itself
        [go, "build", *flags, TOOLS[name]], cwd=MODULE, env={**os.environ, "CGO_ENABLED": "0"}, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if built.returncode:
        part.unlink(missing_ok=True)
        raise Missing(f"{name} cannot be built with Go: {built.stdout.strip().splitlines()[-1:]}")
    part.replace(target)
    return target


def schema() -> Path:
    """Return the folder of the server's PostgreSQL schemas, out of Go's module cache.

    Raises:
        Missing: there is no Go, or the module is not to be had.
    """
    go = shutil.which("go")
    if go is None:
        raise Missing("the schema of Temporal's database comes out of Go's module cache: install Go 1.26")
    subprocess.run([go, "mod", "download", "go.temporal.io/server"], cwd=MODULE, check=False, capture_output=True)  # noqa: S603
    listed = subprocess.run(  # noqa: S603 — Go itself
        [go, "list", "-m", "-f", "{{.Dir}}", "go.temporal.io/server"], cwd=MODULE, check=False, capture_output=True,
        text=True,
    )  # fmt: skip
    if listed.returncode or not listed.stdout.strip():
        raise Missing(f"Temporal's module cannot be found: {listed.stderr.strip()}")
    return Path(listed.stdout.strip()) / "schema" / "postgresql" / "v12"


def locate() -> int:
    """Build what is missing, and say where everything is."""
    for name in TOOLS:
        try:
            print(f"{name}: {_told(name)}")
        except Missing as trouble:
            print(f"{name}: {trouble}.", file=sys.stderr)
            return 1
    return 0


def up(more: Sequence[str]) -> int:
    """Become a development server at localhost:7233, in memory unless told otherwise (`--db-filename FILE`).

    Returns only when there is none: what ends the server ends this process.
    """
    try:
        program = _told("temporal")
    except Missing as trouble:
        print(f"no Temporal server can be run here: {trouble}.", file=sys.stderr)
        return 1
    words = [str(program), "server", "start-dev", "--log-level", "error", *more]
    return os.execv(program, words)  # noqa: S606 — the server itself, with its own Ctrl-C


def _told(name: str) -> Path:
    if found(name) is None:
        print(f"building {name} (minutes, once) …", file=sys.stderr, flush=True)
    return tool(name)


if __name__ == "__main__":
    sys.exit(up(sys.argv[2:]) if sys.argv[1:2] == ["up"] else locate())
