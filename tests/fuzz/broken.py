"""What a target raises for something that must not happen."""

from __future__ import annotations


class Broken(Exception):
    """Something happened that must not happen for any input."""
