"""Partners: firms outside the house whose programs do the jobs of some queues, each known by a token of its own."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import UsageError
from workers.settings import PartnerTable, Settings

SHORTEST_TOKEN, LONGEST_TOKEN = 32, 512
"""A token that is guessed by trying is no token: so many characters it has at least."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner, and the queues whose jobs it does."""

    name: str
    queues: frozenset[str]

    @property
    def mark(self) -> str:
        """Return what the name of everything begins with that is begun for this partner."""
        return f"partner:{self.name}/"


@dataclass(frozen=True, slots=True)
class Partners:
    """Who the partners are. Of their tokens nothing is kept but a digest."""

    _known: Sequence[tuple[bytes, Partner]] = field(repr=False)

    def bearer(self, token: str) -> Partner | None:
        """Return whose token this is; every digest is compared, so that the time it takes tells nothing."""
        told, found = _digest(token), None
        for digest, partner in self._known:
            if hmac.compare_digest(digest, told):
                found = partner
        return found


def partners_of(settings: Settings) -> Partners:
    """Read who the partners are.

    Raises:
        UsageError: a token is not there, is too short, or is another partner's too.
    """
    known: dict[bytes, Partner] = {}
    for name, table in settings.partners.items():
        where = f"{settings.file}, [partners.{name}]"
        partner = Partner(name, frozenset(table.queues))
        for token in _tokens(table, settings, where):
            other = known.setdefault(_digest(token), partner)
            if other is not partner:
                raise UsageError(
                    f"{other.name} and {name} have the same token.", where=where, remedy="Give each one of its own."
                )
    return Partners(tuple(known.items()))


def _tokens(table: PartnerTable, settings: Settings, where: str) -> list[str]:
    """Return the tokens of a partner: one a line, so that a new one works beside the old one for a while."""
    text = _from_variable(table, os.environ, where) if table.token_env else _from_file(table, settings, where)
    tokens = text.split()
    if not tokens:
        raise UsageError("the token is empty.", where=where, remedy=_REMEDY)
    for token in tokens:
        if not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN or not token.isascii():
            raise UsageError(
                f"a token has from {SHORTEST_TOKEN} to {LONGEST_TOKEN} plain characters.", where=where, remedy=_REMEDY
            )
    return tokens


def _from_variable(table: PartnerTable, environment: Mapping[str, str], where: str) -> str:
    if table.token_env not in environment:
        raise UsageError(f"there is no variable {table.token_env}.", where=where, remedy="Set it to the token.")
    return environment[table.token_env]


def _from_file(table: PartnerTable, settings: Settings, where: str) -> str:
    path = Path(settings.file).parent / table.token_file
    try:
        return path.read_text(encoding="ascii")
    except OSError as trouble:
        raise UsageError(f"{path} cannot be read: {trouble.strerror}.", where=where, remedy=_REMEDY) from trouble
    except UnicodeDecodeError as trouble:
        raise UsageError(f"{path} holds no token.", where=where, remedy=_REMEDY) from trouble


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


_REMEDY = "Make one: openssl rand -hex 32."
