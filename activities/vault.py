"""The vault: personal data lies in rows of its own, and events hold a random reference and a commitment.

A person's row holds name, address and language; a private text's row holds the text. The commitment is the hex
SHA-256 of 32 random bytes (kept in the row) followed by the plaintext, so an event proves what the row held.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from activities.ports import Journal, VaultRow
from domain.intake.rows import PersonTold
from domain.playbook.plan import FactType
from domain.values import Person, Sealed, Value

SALT_BYTES = 32


@dataclass(slots=True)
class Sealer:
    """Seals what belongs to one stream; `rows` are to be appended with the events that refer to them."""

    stream: str
    secret: bytes = field(repr=False)
    rows: list[VaultRow] = field(default_factory=list)
    _met: dict[str, str] = field(default_factory=dict)
    """Who was met here already, by name: in one case a name alone means the one of that name."""

    def person(self, told: PersonTold, source: str) -> Person:
        """Give somebody a pseudonym by what identifies them, and keep what is known of them.

        That is the key by which the source knows them; without one, name and address together. A name alone tells
        nobody from another of that name, so it means somebody of this stream only: who was met here under it, else
        somebody of their own.
        """
        name = self._met.get(_plain(told.name), "") if not (told.key or told.address.strip()) else ""
        return self.known(
            name or pseudonym(self.secret, source, identity(told, self.stream)),
            Known(told.name, told.address, told.language),
        )

    def meets(self, pseudonym: str, name: str) -> None:
        """Take somebody to be known here under a name; whoever was met first under it is meant by it."""
        if name.strip():
            self._met.setdefault(_plain(name), pseudonym)

    def known(self, pseudonym: str, known: Known) -> Person:
        """Keep what is known of somebody who has a pseudonym."""
        self.meets(pseudonym, known.name)
        about = {"name": known.name, "address": known.address, "language": known.language}
        sealed = self.text(json.dumps(about, ensure_ascii=False, sort_keys=True), pseudonym)
        return Person(pseudonym, sealed.ref, sealed.commitment)

    def text(self, text: str, subject: str) -> Sealed:
        """Keep a private text that is about (or from) a subject."""
        row = sealed_row(self.stream, subject, text.encode())
        self.rows.append(row)
        return Sealed(row.ref, commitment(row.salt, row.plaintext))

    def facts(self, told: Mapping[str, object], types: Mapping[str, FactType], source: str) -> dict[str, Value]:
        """Seal people, private texts and texts that nobody declared; the rest stays as it is."""
        return {name: self._value(value, types.get(name), source) for name, value in told.items()}

    def _value(self, value: object, kind: FactType | None, source: str) -> Value:
        if isinstance(value, PersonTold):
            return self.person(value, source)
        if isinstance(value, str) and (kind is None or kind.private):
            return self.text(value, "")
        if isinstance(value, list | tuple):
            return tuple(self._value(item, kind, source) for item in value)
        if isinstance(value, Mapping):
            parts = kind.of if kind is not None else {}
            return {str(name): self._value(inner, parts.get(str(name)), source) for name, inner in value.items()}
        return value  # type: ignore[return-value] # what else was read from a feed or a form is a value


def identity(told: PersonTold, stream: str) -> str:
    """Return what tells a person from everybody else at a source.

    It is their key there; without one, name and address; with a name alone, the stream in which it was said.
    """
    if told.key:
        return told.key
    return "\0".join(("", _plain(told.name), _plain(told.address) or stream))


def same_name(one: str, other: str) -> bool:
    """Say whether two names are one, however they were written."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    """Return a name or an address without what people write one way today and another way tomorrow."""
    return " ".join(text.casefold().split())


def pseudonym(secret: bytes, source: str, key: str) -> str:
    """Return what somebody is called in events: a keyed hash, so that the name tells nothing."""
    mac = hmac.new(secret, f"person\0{source}\0{key}".encode(), hashlib.sha256).digest()[:16]
    return "cu_" + base64.b32encode(mac).decode().rstrip("=").lower()


def receipt_mark(secret: bytes, customer: str, told: str) -> str:
    """Return what stands in events for what tells a receipt from others, however it was typed; "" for nothing."""
    plain = "".join(letter for letter in told.casefold() if letter.isalnum() or letter == "\0")
    mac = hmac.new(secret, f"receipt\0{customer}\0{plain}".encode(), hashlib.sha256).digest()[:16]
    return "rc_" + base64.b32encode(mac).decode().rstrip("=").lower() if plain else ""


def sealed_row(stream: str, subject: str, plaintext: bytes) -> VaultRow:
    """Return a new row under a random reference."""
    return VaultRow("v_" + secrets.token_hex(13), stream, subject, secrets.token_bytes(SALT_BYTES), plaintext)


def commitment(salt: bytes, plaintext: bytes) -> str:
    """Return the hex digest that stands in the event."""
    return hashlib.sha256(salt + plaintext).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What the vault knows of a person; empty texts where nothing is known (any more)."""

    name: str = ""
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Vault:
    """Reads personal data back, for the moment in which it is needed."""

    journal: Journal

    async def person(self, person: Person) -> Known:
        """Return what is known of a person."""
        rows = await self.journal.vault([person.ref]) if person.ref else {}
        return _known(rows.get(person.ref))

    async def holds(self, person: Person) -> bool:
        """Say whether nothing is missing of what was known of a person: what was taken out was not unknown."""
        return not person.ref or person.ref in await self.journal.vault([person.ref])

    async def text(self, sealed: Sealed) -> str:
        """Return a private text, or "" when it is no longer there."""
        row = (await self.journal.vault([sealed.ref])).get(sealed.ref)
        return row.plaintext.decode() if row is not None else ""

    async def unseal(self, request: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return a request with people and private texts in the place of their references."""
        refs = sorted(set(_refs(request)))
        if not refs:
            return request
        rows = await self.journal.vault(refs)
        return {name: _opened(value, rows) for name, value in request.items()}


def _refs(value: Value) -> Iterator[str]:
    match value:
        case Person() | Sealed():
            if value.ref:
                yield value.ref
        case Mapping():
            for inner in value.values():
                yield from _refs(inner)
        case tuple():
            for inner in value:
                yield from _refs(inner)
        case _:
            return


def _known(row: VaultRow | None) -> Known:
    if row is None:
        return Known()
    about = json.loads(row.plaintext)
    return Known(str(about["name"]), str(about["address"]), str(about["language"]))


def _opened(value: Value, rows: Mapping[str, VaultRow]) -> Value:
    match value:
        case Person():
            known = _known(rows.get(value.ref))
            return {"id": value.id, "name": known.name, "address": known.address, "language": known.language}
        case Sealed():
            row = rows.get(value.ref)
            return row.plaintext.decode() if row is not None else value
        case Mapping():
            return {name: _opened(inner, rows) for name, inner in value.items()}
        case tuple():
            return tuple(_opened(inner, rows) for inner in value)
        case _:
            return value
