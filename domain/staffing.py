"""Who may work on the cases of a tier, and what takes two persons there: parts of a tier policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import Field

from domain.model import Model

Nobody = Literal["escalate", "wait"]
"""What is done about a task that nobody of the house may do: the next head is asked whom to let, or it waits."""
NOBODY: tuple[Nobody, ...] = get_args(Nobody)
Entry = Literal["first", "never"]
"""Whether the customer may be asked to help themselves before a person does."""
ENTRIES: tuple[Entry, ...] = get_args(Entry)
Act = Literal["lower", "skip", "undo", "cancel", "redirect", "decline", "elsewhere", "came-back"]
"""What can take two persons: lowering the tier, skipping a step, taking one back by hand, calling the case off, having
what is on its way to a customer go elsewhere, or writing down that they do not want what they get, got it elsewhere, or
that what was paid came back."""
ACTS: tuple[Act, ...] = get_args(Act)


class Staffing(Model):
    """Who may work on a tier's cases: least years of service, least maturity under pressure, what they have learnt.

    `skills` are least levels; `certificates` are skills at any level that have not expired; `trainings` do not expire.
    """

    years: int = 0
    maturity: int = 0
    skills: Mapping[str, int] = Field(default_factory=dict)
    certificates: tuple[str, ...] = ()
    trainings: tuple[str, ...] = ()
    nobody: Nobody = "escalate"


class FourEyes(Model):
    """The role of the second person ("": the role that answers for the playbook), and for which acts it takes one."""

    second: str = ""
    acts: tuple[Act, ...] = ()
