"""The colours of pictures: one a tone, and nothing else is coloured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLOURS: Final[Mapping[str, str]] = {
    "effect": "#0b67b2", "people": "#7846b4", "customer": "#8c6000", "money": "#0a7650", "undo": "#b93512",
    "plain": "#566069",
}  # fmt: skip
"""By tone; each has a contrast of at least 4.5 : 1 on paper and on panels (WCAG 2.2, 1.4.3)."""
LIGHT: Final[Mapping[str, str]] = {
    "effect": "#e7f1fa", "people": "#f1eaf9", "customer": "#faf3e0", "money": "#e5f4ee", "undo": "#fbeae6",
    "plain": "#f5f7f9",
}  # fmt: skip
"""The same as a ground for dark text."""
