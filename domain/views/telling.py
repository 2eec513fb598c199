"""Who reads the story of a case, and the words for its parts: steps, remedies, promises, in their language and zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Entry, Promise, base_of
from domain.case.surveying.by_hand import is_by_hand
from domain.case.surveying.clocks import ACKNOWLEDGE
from domain.case.surveying.house_promises import NAMES, terms_of
from domain.case.surveying.informing import NO_SILENCE
from domain.case.surveying.informing import silences as silences_of
from domain.case.surveying.owing import things_owed
from domain.case.surveying.pay_within import PAY, duty_of
from domain.clock.duration import Duration
from domain.clock.span import Days, WorkingDays, WorkingHours
from domain.events import Event
from domain.ids import step_of, undone_step
from domain.money import Money
from domain.playbook import plan as p
from domain.views.phrases import PHRASES, phrase
from domain.views.wording import about, in_words, instant, money

_MESSAGES = frozenset({"tell", "offer", "follow-up"})
SPANS = (Duration, Days, WorkingDays, WorkingHours)


@dataclass(frozen=True, slots=True)
class Telling:
    """Who reads: language and zone; and what is told: the case, its book, its events."""

    case: Case
    book: Book
    events: Sequence[Event]
    language: str = "en"
    zone: tzinfo = UTC
    inward: bool = False
    """Whether somebody of the house reads it: then budgets, staff and grades are told, too."""
    reader: str = ""
    """Who reads a letter, if not the customer of the case."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the persons of the case are called, by their ids, where the vault was asked for that."""
    said: Mapping[str, str] = field(default_factory=dict)
    """In what words the customer is said to have withdrawn, by the task of whoever reads it."""

    def say(self, name: str, **parts: str) -> str:
        """Return a sentence in the reader's language."""
        return phrase(name, self.language, **parts)

    def says(self, name: str) -> bool:
        """Say whether there is such a sentence."""
        return name in PHRASES

    def channel(self, name: str) -> str:
        """Return what a channel is called."""
        return self.say(f"channel.{name}") if self.says(f"channel.{name}") else name.replace("-", " ")

    def at(self, moment: datetime) -> str:
        """Return an instant in the reader's language and zone."""
        return instant(moment, self.zone, self.language)

    def step(self, path: str) -> str:  # noqa: PLR0911 — one line a kind
        """Return what a step is called: its own words, its connector's, else its id."""
        step = self.book.layout.steps.get(step_of(path))
        match step:
            case p.Run():
                return in_words(step.title, self.language)
            case p.Delegate() | p.SelfService() | p.Cover():
                return in_words(step.words, self.language)
            case p.Do():
                contract = step.undo if undone_step(path) and step.undo else step.connector
                return in_words(contract.says, self.language) or step.id
            case p.Ask():
                return in_words(step.words, self.language)
            case p.Tell() | p.Teach() | p.Offer():
                return step.message.replace("-", " ") if self.inward else self._letter(step)
            case p.Remedy():
                return self.remedy(step.remedy, None)
            case p.Entitle():
                return in_words(step.title, self.language) or step.pack
            case _:
                return step_of(path).lstrip("@").replace("-", " ") if self.inward else self._by_itself(path)

    def _letter(self, step: p.Tell | p.Teach | p.Offer) -> str:
        """Return what a message is called by whoever gets it: what it gives, else a message."""
        if isinstance(step, p.Offer):
            return self.say("your-choice")
        gives = step.gives if isinstance(step, p.Tell) else ()
        return ", ".join(self.say(f"told.{each}") for each in gives) or self.say("step.letter")

    def _by_itself(self, path: str) -> str:
        """Return what a step is called that stands in no plan: a message that the house sends, or a step."""
        effect = self.case.effects.get(path)
        return self.say("step.letter" if effect is not None and effect.kind in _MESSAGES else "step.plain")

    def is_unnamed(self, path: str) -> bool:
        """Say whether a step has no words for the customer: its connector says none, or it stands in no plan."""
        step = self.book.layout.steps.get(step_of(path))
        if step is None:
            effect = self.case.effects.get(path)
            return effect is not None and effect.kind not in _MESSAGES
        if not isinstance(step, p.Do):
            return False
        return not in_words((step.undo if undone_step(path) and step.undo else step.connector).says, self.language)

    def body(self, role: str) -> str:
        """Return what those are called to whom a matter goes: as the house calls them, else as they are written."""
        return in_words(self.book.around.routes.bodies.get(role, {}), self.language) or role.replace("-", " ")

    def what(self, path: str) -> str:
        """Return a step as the customer is told of it: no name of a connector is any of theirs."""
        return self.say("step.plain") if self.is_unnamed(path) else self.step(path)

    def remedy(self, kind: str, amount: object, detail: str = "") -> str:
        """Return a remedy in words; `detail` says what it is made of."""
        told = money(amount, self.language) if isinstance(amount, Money) else ""
        words = self.book.around.remedies.called(kind, self.language)
        if kind in {"refund", "voucher"} and told:
            return self.say(f"remedy.{kind}", kind=words, amount=told) + (f" ({detail})" if detail else "")
        more = "; ".join(filter(None, (told, detail)))
        return self.say("remedy.other", kind=words, amount=f" ({more})" if more else "")

    def amount(self, more_or_less: Money) -> str:
        """Return how much more or less it was, without a sign."""
        return money(Money(more_or_less.currency, abs(more_or_less.minor)), self.language)

    def entry(self, name: str) -> str:
        """Return an entry of the ledger in words; what is for somebody else is said to be."""
        entry = self.case.ledger[name]
        return self.for_whom(entry.payee.id, self.remedy(entry.kind, entry.amount))

    def entry_in_full(self, name: str) -> str:
        """Return an entry of the ledger in words, with what it is made of."""
        entry = self.case.ledger[name]
        return self.for_whom(entry.payee.id, self.remedy(entry.kind, entry.amount, self.detail(name)))

    def for_whom(self, payee: str, what: str) -> str:
        """Return what somebody gets; what is not for whoever reads it says whose it is, by name if that is known."""
        if self.is_reader(payee):
            return what
        if self.names.get(payee):
            return self.say("remedy.of", remedy=what, whom=self.names[payee])
        return self.say("remedy.of-another", remedy=what)

    def is_theirs(self, name: str) -> bool:
        """Say whether an entry of the ledger is for whoever reads, and nobody else of the case."""
        return self.is_reader(self.case.ledger[name].payee.id)

    def is_reader(self, person: str) -> bool:
        """Say whether somebody is the one who reads: the customer of the case, unless another one is written to."""
        return person == (self.reader or self.case.customer.id)

    def detail(self, name: str) -> str:
        """Return what a remedy is made of: what of care is given, or what whoever gave it wrote for the customer."""
        entry = self.case.ledger.get(name)
        if entry is None:
            return ""
        things = {} if isinstance(entry.amount, Money) else things_owed(self.case, entry.entitled)
        named = [in_words(words, self.language) for thing, words in things.items() if thing in entry.in_kind]
        return ", ".join(named) or self._wrote(name, entry)

    def _wrote(self, name: str, entry: Entry) -> str:
        """Return the words in which somebody said what is given by hand; whoever handed it out has the last."""
        if not is_by_hand(entry):
            return ""
        meant = (x.inputs.get("gave") for x in self.events if isinstance(x, e.RemedyProposed) and x.entry == name)
        words = entry.receipt.get("gave") or next(meant, "")
        return str(words or "").strip().rstrip(".")

    def promised(self) -> list[str]:
        """Return every promise and what became of it."""
        lines = []
        silences = dict(silences_of(self.case, self.book))
        for name, promise in self.case.promises.items():
            base = base_of(name)
            if "/" in name:  # made anew again and again: told once, with the first
                continue
            if base in silences or base == NO_SILENCE:
                lines.append(self._informed(base, promise))
                continue
            made = self.say("promise", what=self.promise_in_words(base), due=self.at(promise.due))
            made += f" ({promise.source})" if promise.source else ""
            status = "stopped" if promise.status == "open" and promise.stopped else promise.status
            became = f"promise.{status}.{promise.ended_as}"
            became = became if promise.ended_as and self.says(became) else f"promise.{status}"
            lines.append(made + self.say(became, at=self.at(promise.at) if promise.at else ""))
        return lines

    def ahead(self, step: str) -> list[str]:
        """Return what a letter says of promises: those that still run, but not to write, nor what it keeps itself."""
        silences, lines = dict(silences_of(self.case, self.book)), list[str]()
        for name, promise in self.case.promises.items():
            base, terms = base_of(name), terms_of(self.book, base_of(name))
            spoken = base in {*silences, NO_SILENCE, ACKNOWLEDGE} or (terms is not None and terms.kept_by == step)
            if promise.status == "open" and promise.stopped is None and not spoken:
                made = self.say("promise.ahead", what=self.promise_in_words(base), due=self.at(promise.due))
                lines.append(f"{made} ({promise.source})." if promise.source else f"{made}.")
        return lines

    def promise_in_words(self, base: str) -> str:
        """Return what was promised, to go on from “we promised to …”."""
        terms = self.book.plan.promises.get(base)
        what = in_words(terms.words, self.language) if terms is not None else ""
        if base.startswith(PAY):
            duty = duty_of(self.case, base)
            return in_words(duty, self.language) if duty else self.say("what.pay")
        known = base if base in NAMES else "other"
        return what or self.say(f"what.{known}", thing=base.replace("_", " "))

    def _informed(self, name: str, first: Promise) -> str:
        """Say how a promise was kept that is made anew again and again."""
        rounds = [each for made, each in self.case.promises.items() if base_of(made) == name]
        counts = {status: str(sum(each.status == status for each in rounds)) for status in ("kept", "broken")}
        terms = self.book.plan.promises.get(name)
        every = terms.within if terms is not None else first.within
        within = about(every, self.language) if isinstance(every, SPANS) else ""
        return self.say("promise.again", span=within, **counts)
