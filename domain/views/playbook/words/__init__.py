"""The phrases in which playbooks are told, in every language Makegood speaks; one file a subject.

Placeholders in braces are filled with values that are already put into the language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.views.playbook.words.ending import ENDING
from domain.views.playbook.words.frame import FRAME
from domain.views.playbook.words.picture import PICTURE
from domain.views.playbook.words.steps import STEPS
from domain.views.playbook.words.values import VALUES

Table = Mapping[str, Mapping[str, str]]
TABLES: Final[tuple[Table, ...]] = (VALUES, PICTURE, FRAME, STEPS, ENDING)
PHRASES: Final[Table] = {name: words for table in TABLES for name, words in table.items()}
"""All of them by name."""
