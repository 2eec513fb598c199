"""What a playbook is checked against: all that its house has registered and written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.markets import Market
from domain.playbook.contract import Contract


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Registered connectors and markets by name, messages with the languages they are there in, calendars by name."""

    connectors: Mapping[str, Contract] = field(default_factory=dict)
    messages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    markets: Mapping[str, Market] = field(default_factory=dict)
    calendars: frozenset[str] = frozenset()
