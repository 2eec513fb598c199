"""A plugin for pytest: the laws on fewer, always the same examples, since every change runs all tests of its part."""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def pytest_configure() -> None:
    """Take the place of the profile that all tests share, which was loaded by now."""
    settings.register_profile(
        "quick", max_examples=5, derandomize=True, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )
    settings.load_profile("quick")
