"""Who reads a playbook, and which: the language, and what its steps, roles, messages and facts are called there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from domain.clock.duration import Duration
from domain.clock.span import Span
from domain.ids import part_of
from domain.money import EXPONENTS, Money
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.playbook.layout import Layout
from domain.playbook.outline import DECISION, RESOLVED
from domain.views.playbook.words import PHRASES
from domain.views.wording import in_words, money, span
from domain.vocabulary import CUSTOMER, Words

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
_MINOR = re.compile(r"[.,]0+$")
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One playbook in one language; `inside` is the step whose names are meant.

    Args:
        plan: the playbook.
        layout: its lie.
        language: one of those Makegood speaks.
        subjects: by message its subject in each language, for telling what it is about.
    """

    plan: p.Plan
    layout: Layout = field(compare=False)
    language: str = "en"
    subjects: Mapping[str, Words] = field(default_factory=dict)
    inside: str = ""

    @classmethod
    def of(cls, plan: p.Plan, language: str = "en", subjects: Mapping[str, Words] | None = None) -> Reading:
        """Begin to read a playbook."""
        return cls(plan, Layout(plan), language, subjects or {})

    def at(self, step: str) -> Reading:
        """Return the reading at a step, where names are looked for in its part first."""
        return replace(self, inside=step)

    # --- Phrases -----------------------------------------------------------------------------------------------------
    def say(self, phrase: str, /, **parts: str) -> str:
        """Return a phrase in the reader's language."""
        by_language = PHRASES[phrase]
        return by_language.get(self.language, by_language["en"]).format(**parts)

    def says(self, phrase: str) -> bool:
        """Say whether there is such a phrase."""
        return phrase in PHRASES

    def joined(self, parts: Sequence[str], by: str = "and") -> str:
        """Return `a, b and c`."""
        if not parts:
            return ""
        *first, last = parts
        return self.say(by, a=", ".join(first), b=last) if first else last

    def then(self, parts: Iterable[str]) -> str:
        """Return `a, then b, then c`."""
        return reduce(lambda before, after: self.say("then", a=before, b=after), parts)

    # --- Values with a unit ------------------------------------------------------------------------------------------
    def span(self, length: Span) -> str:
        """Write a span of time."""
        if isinstance(length, Duration) and 0 < length.ms < _MINUTE_MS:
            return self.say("seconds", n=f"{length.ms / 1000:g}")
        return span(length, self.language)

    def money(self, amount: Money) -> str:
        """Write an amount; whole ones go without their minor digits."""
        told = money(amount, self.language)
        exponent = EXPONENTS[amount.currency]
        is_whole = exponent and amount.minor % 10**exponent == 0
        return _MINOR.sub("", told) if is_whole and amount.currency != "IDR" else told

    # --- Names -------------------------------------------------------------------------------------------------------
    def role(self, role: str, *, short: bool = False) -> str:
        """Return what a role is called: the customer, or a role of the house."""
        if role == CUSTOMER:
            return self.say("the-customer")
        name = role.replace("-", " ") if self.language == "en" else role
        return self.say("role.short" if short else "role", role=name)

    def message(self, name: str) -> str:
        """Return a message by its name."""
        return self.say("message", message=name)

    def subject(self, name: str) -> str:
        """Return what a message is about, as far as that is written without knowing the case; else its name."""
        subject = in_words(self.subjects.get(name, {}), self.language)
        return _PLACEHOLDER.sub("…", subject) if subject and "{%" not in subject else self.message(name)

    def remedy(self, kind: str) -> str:
        """Return a remedy by its kind."""
        name = f"remedy.{kind}"
        return self.say(name) if self.says(name) else self.say("remedy.named", kind=kind.replace("-", " "))

    def connector(self, contract: Contract) -> str:
        """Return what a connector does."""
        return in_words(contract.says, self.language) or contract.name

    def choice(self, offer: str, choice: str) -> str:
        """Return the words of a choice."""
        step = self.layout.steps.get(self.layout.named(offer, self.inside))
        words = step.choices.get(choice, {}) if isinstance(step, p.Offer) else {}
        return in_words(words, self.language) or choice

    def step(self, name: str) -> str:
        """Return what a step is called by those who read its name, from where they read it."""
        step = self.layout.steps.get(self.layout.named(name, self.inside))
        return name if step is None else self.called(step)

    def called(self, step: p.AnyStep) -> str:
        """Return what a step is called: its own words, its connector's, else its name."""
        match step:
            case p.Run():
                return in_words(step.title, self.language)
            case p.Ask() | p.Delegate() | p.SelfService() | p.Cover():
                return in_words(step.words, self.language)
            case p.Do():
                return self.connector(step.connector)
            case p.Remedy():
                return self.remedy(step.remedy)
            case p.Entitle():
                title = in_words(step.title, self.language) or step.pack
                about = self.joined([self.remedy(head) for head in step.heads], "and")
                return f"{title} ({about})" if about else title
            case _:
                return step.id

    def packs(self, step: p.Remedy | p.Cover) -> str:
        """Return by what it is owed that a remedy settles."""
        return self.joined(list(dict.fromkeys(map(self.step, step.entitled))), "and")

    def keeper(self, promise: p.PromiseOf) -> str:
        """Return what keeps a promise, or "" where the decision or the resolution does."""
        return "" if promise.kept_by in {RESOLVED, DECISION, ""} else self.step(promise.kept_by)

    def fact(self, name: str) -> str:
        """Return what a fact is called."""
        kind = self.plan.facts.get(name) if not self.part() else None
        label = in_words(kind.label, self.language) if kind is not None else ""
        return label or name.replace("_", " ")

    def derived(self, name: str) -> str | None:
        """Return how a fact is computed from others, if it is."""
        part = self.part()
        return (part.derived if part is not None else self.plan.derived).get(name)

    def part(self) -> p.Run | None:
        """Return the playbook that runs as a part of this one and holds the step that is read."""
        name = part_of(self.inside)
        while name:
            step = self.layout.steps.get(name)
            if isinstance(step, p.Run):
                return step
            name = part_of(name)
        return None
