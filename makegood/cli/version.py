"""Which version this is."""

from __future__ import annotations


def version() -> str:
    """Return the installed version."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 — only when it is asked for

    try:
        return version("makegood")
    except PackageNotFoundError:
        return "not installed"
