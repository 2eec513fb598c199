"""Markets: where customers are, the language they read, and the calendar by which their days are counted."""

from __future__ import annotations

from collections.abc import Mapping

from domain.model import Model


class Market(Model):
    """One market. `calendar` names a published calendar; "" where nothing there is counted in days."""

    language: str
    calendar: str = ""


class Markets(Model):
    """The markets of a house by name. A versioned document."""

    name: str
    markets: Mapping[str, Market]
