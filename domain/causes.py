"""The catalogue of root causes: why things go wrong in this house, by code, in words and in groups.

It counts as it is in force when somebody names a cause, also for cases that are open already: a cause that was missing
can be used the moment it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model import Model
from domain.vocabulary import Words


class CauseOf(Model):
    """One cause: the group it is counted in, and what it is called in every language."""

    group: str
    words: Words


class Causes(Model):
    """The causes by code. A versioned document."""

    name: str
    causes: Mapping[str, CauseOf]

    def called(self, code: str, language: str) -> str:
        """Return a cause in words; what the catalogue does not know is called as it was named."""
        known = self.causes.get(code)
        if known is None:
            return code.replace("-", " ")
        return known.words.get(language) or known.words.get("en") or code

    def group(self, code: str) -> str:
        """Return the group of a cause, "" where the catalogue does not know it."""
        known = self.causes.get(code)
        return known.group if known is not None else ""


NO_CAUSES: Final = Causes(name="none", causes={})
"""What holds where a house has no such document: whoever names a cause says it in words of their own."""
