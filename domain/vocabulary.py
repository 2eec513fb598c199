"""The closed sets of words that several rooms of the domain share. They are part of the storage format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Words = Mapping[str, str]
"""A short text by language: `{"en": "Talk it over", "id": "Bicarakan"}`."""
CUSTOMER = "customer"
HOW_BAD = "case.tier"
"""How bad a case is, as expressions name it."""
CHOSEN = "chosen"
"""What a customer chose, among what a remedy rests on."""
"""The role of whoever a case is about; nobody of the house has it."""
BY_HAND = "by hand"
"""The way of paying by which a person gives something, in a playbook and in the ledger; no service is called so."""
LANGUAGES = ("en", "id", "vi")
"""The languages that Makegood speaks."""
GIVEN = ("apology", "explanation", "hearing", "decision", "route")
"""What a message or a talk can give the customer: a decision with its reasons and where else they can turn, too."""
WRITTEN = frozenset({"mail", "email", "letter", "post", "sms", "chat"})
"""Channels by which the customer has in writing what somebody notes that they were told."""
SPOKEN = frozenset({"phone", "in-person", "desk"})
"""Channels by which nothing is written: a message that goes by one is read out."""
FINDS = ("upheld", "partly", "not-upheld", "not-ours", "cannot-tell")
"""What can be found about a complaint or a claim, as playbooks and forms write it."""
UPHOLDS: Final = frozenset({"upheld", "partly"})
"""Findings behind which something is owed: the customer is right, at least in part."""
SecondLook = Literal["none", "open", "upheld", "stands"]
"""How far a second look is at what the customer does not agree with: none was asked for, it is open, or what came."""
SECOND_LOOK: Final[tuple[SecondLook, ...]] = get_args(SecondLook)
CalledOff = Literal["", "no-failure", "duplicate", "mistake", "settled"]
"""Why the firm calls a case off, as its customer is told: no failure was found, it is another case of theirs, it was
opened by mistake, or the matter was settled otherwise. Nothing is said in journals of earlier releases."""
Level = Literal["none", "minor", "moderate", "major", "severe"]
"""How bad a consequence is."""
Likelihood = Literal["rare", "unlikely", "possible", "likely", "frequent"]
Tier = Literal["routine", "elevated", "high", "critical"]
"""From the least to the most urgent."""
Source = Literal["chargeback", "insurer", "agent"]
"""Who else may have paid for the same: the customer's bank, an insurer, an agent who sold it."""
Modifier = Literal["vulnerable_customer", "ruin", "public_channel", "repeat_failure", "regulator"]
"""What can raise a tier beside the scales: whom it hit, what it may cost them, who else is looking."""
