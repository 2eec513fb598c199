"""Markets: where customers are, their language, currency, and the calendar that counts their days."""

from __future__ import annotations

from collections.abc import Mapping

from domain.model import Model


class Market(Model):
    """One market. `calendar` names a published calendar; "" where nothing there is counted in days.

    `currency` is what its customers pay with, for what is proposed; an amount always says its own.
    """

    language: str
    calendar: str = ""
    currency: str = ""


class Markets(Model):
    """The markets of a house by name. A versioned document."""

    name: str
    markets: Mapping[str, Market]
