"""A small pack for tests: part of the price back where something is late, to be paid in days, else dearer."""

from __future__ import annotations

from functools import cache
from typing import Final

from domain.entitlement.compiler import compile_pack
from domain.entitlement.model import Pack

LATE: Final = """
pack: late
language: 1
title: {en: Our promise on repairs}
kind: law
jurisdiction: US
payer: {en: we}
currency: USD
unit: person
units: people

facts:
  late_by: {type: integer, unit: days, words: {en: how many days late it was}}
  price: {type: money, words: {en: what it costs}}
  people: {type: integer, unit: persons, words: {en: how many people}}

versions:
  "2026":
    source: Late Act
    in_force: 2026-01-01
    verified: true
    rules:
      - rule: late
        words: {en: part of the price back}
        clause: § 3
        verified: true
        when: late_by > 2
        amount: 50% of price
        round: {to: 0.01 USD, how: up}
        pay_within: 3 days
        late: {amount: 5 USD, when: late_by > 100, clause: § 4}
"""

WITH_MEALS: Final = (
    LATE
    + """      - rule: meals
        words: {en: something to eat}
        clause: § 9
        verified: true
        when: late_by > 1
        in_kind: {meals: {en: a warm meal}}
      - rule: word
        words: {en: a word in writing}
        clause: § 10
        verified: true
        when: late_by > 3
        duty: {words: {en: write to them}, within: 2 days, kept_by: message, in_writing: true}
      - rule: night
        words: {en: somewhere to sleep}
        clause: § 10
        verified: true
        when: late_by > 5
        in_kind: {bed: {en: a bed for the night}}
"""
)
"""The same, and who waits has to eat, and to hear of us; who waits for long has to sleep."""


@cache
def late_pack(text: str = LATE) -> Pack:
    """Return the pack, or another one made of it."""
    found, findings = compile_pack(text, "late.yaml")
    assert found is not None, findings
    return found
