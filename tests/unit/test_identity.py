"""Who is one person: by the key of the source, else by name and address, never by a name alone."""

from __future__ import annotations

import pytest

from activities.vault import Sealer
from domain.intake.rows import PersonTold

SECRET = b"s" * 32


def called(told: PersonTold, stream: str = "case/ca_1", source: str = "desk") -> str:
    """Return the pseudonym of somebody."""
    return Sealer(stream, SECRET).person(told, source).id


def test_two_of_one_name_at_two_addresses_are_two_persons() -> None:
    """At one address, however it is written, they are one; with the key of the source they are whoever has it."""
    ana = PersonTold("", "Ana", "ana@example.com")
    assert called(ana) != called(PersonTold("", "Ana", "ana@example.org"))
    assert called(ana) == called(PersonTold("", " ana ", "ANA@example.com "), "case/ca_2")
    assert called(ana) != called(PersonTold("7", "Ana", "ana@example.com"))
    moved = PersonTold("7", "Ana Diaz", "ana@example.org")
    assert called(PersonTold("7", "Ana", "ana@example.com")) == called(moved, "case/ca_2")
    assert called(moved) != called(moved, source="shop")


def test_a_name_alone_is_nobody_in_another_case() -> None:
    """In the same case it means who is known there by that name."""
    ana = PersonTold("", "Ana")
    assert called(ana) == called(ana)
    assert called(ana) != called(ana, "case/ca_2")
    sealer = Sealer("case/ca_1", SECRET)
    customer = sealer.person(PersonTold("7", "Ana", "ana@example.com"), "desk")
    assert sealer.person(ana, "desk").id == customer.id
    assert sealer.person(PersonTold("", "Ana", "ana@example.org"), "desk").id != customer.id
    assert sealer.person(PersonTold("", "Ben"), "desk").id != customer.id


@pytest.mark.parametrize(
    ("key", "known"),
    [("B1", "cu_mqospwt5lzpt36wj43vq5q2imu"), ("ana", "cu_bqole6lxu24zme2tjwedqf7dde"),
     ("C-1/2", "cu_52ljsygbx5s2esizwzysgorre4")],
)  # fmt: skip
def test_who_has_a_key_is_called_as_ever(key: str, known: str) -> None:
    """The pseudonyms that stand in journals of earlier releases are made in the same way."""
    assert called(PersonTold(key, "Ana")) == known
