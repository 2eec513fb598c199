"""Values, conditions, reasons and arithmetic of an answer in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.clock.duration import Duration
from domain.clock.instant import instant_text
from domain.clock.span import Days, Months, WorkingDays, WorkingHours
from domain.entitlement.answer import Step, Tried
from domain.entitlement.model import UNITS, Exclusion, Pack, Rule, Version
from domain.errors import UsageError
from domain.expression import parse
from domain.expression.tree import Constant, Items, Known, Name, Negated, Node, Operation
from domain.money import Money, parse_money, told
from domain.views.entitlement.because import FLIPPED, decisive
from domain.views.entitlement.conditions import COMPARED, Conditions
from domain.views.entitlement.words import UNIT_WORDS, say
from domain.views.wording import day, in_words, span

_MONEY: Final = frozenset({"base", "gives", "amount", "between", "to", "least"})
_NUMBERS: Final = frozenset({"share", "cut", "factor"})
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells about one pack in one language."""

    pack: Pack
    language: str

    def say(self, phrase: str, /, **parts: str) -> str:
        """Return a phrase."""
        return say(phrase, self.language, **parts)

    # --- Values ------------------------------------------------------------------------------------------------------
    def name(self, fact: str) -> str:
        """Return what a fact is called, or what is worked out: as the pack calls it, else by its words or its name."""
        known = self.pack.facts.get(fact)
        words = known.words if known is not None and self.language != "en" else {}
        return self.pack.called.get(fact, words).get(self.language) or words.get(self.language) or self.word(fact)

    def fact(self, name: str) -> str:
        """Return what a fact is, in the words by which it is asked for: its name alone makes no sentence."""
        return in_words(self.pack.facts[name].words, self.language) if name in self.pack.facts else self.name(name)

    def word(self, name: str) -> str:
        """Return a word that a fact is chosen from, or that is worked out: as the pack calls it, else as it is."""
        return self.pack.called.get(name, {}).get(self.language) or name.replace("_", " ")

    def value(self, value: object, fact: str = "") -> str:  # noqa: PLR0911 — one line a kind
        """Return a value in words; of a fact with its unit."""
        match value:
            case bool():
                return self.say("yes" if value else "no")
            case int():
                return self._number(value, fact)
            case Money():
                return told(value, self.language)
            case Duration() | Days() | WorkingDays() | WorkingHours() | Months():
                return self.length(value)
            case datetime():
                return instant_text(value)
            case date():
                return day(value, self.language)
            case str():
                return f"“{self.word(value)}”"
            case _:
                return str(value)

    def _number(self, value: int, fact: str) -> str:
        known = self.pack.facts.get(fact)
        unit = known.unit if known is not None else ""
        digits = f"{value:,}" if self.language == "en" else f"{value:,}".replace(",", ".")
        called = UNIT_WORDS.get(unit, {}).get(self.language, UNITS[unit] if value == 1 else unit) if unit else ""
        return f"{digits} {called}".strip()

    def length(self, length: object) -> str:
        """Return a span of time or months in words."""
        if isinstance(length, Duration | Days | WorkingDays | WorkingHours | Months):
            return span(length, self.language)
        return str(length)

    def amount(self, text: object) -> str:
        """Return an amount that is kept as a text; one with a rest keeps all of its digits."""
        try:
            return told(parse_money(str(text)), self.language)
        except UsageError:
            return self.decimal(str(text))

    def decimal(self, text: str) -> str:
        """Return a number that is kept as a text, such as 12.5%, with the mark that a language has for the point."""
        return text if self.language == "en" else _POINT.sub(",", text)

    # --- Conditions --------------------------------------------------------------------------------------------------
    def wanted(self, source: str, read: Mapping[str, object]) -> tuple[str, str] | None:
        """Return the fact a condition is about and what it asks of it; None where it has no clear words."""
        return self._wanted(parse(source).tree, read)

    def _wanted(self, node: Node, read: Mapping[str, object]) -> tuple[str, str] | None:
        match node:
            case Name(name=name):
                return name, self.say("yes")
            case Negated(mark="!", of=Name(name=name)):
                return name, self.say("no")
            case Operation(mark="in", left=Name(name=name), right=Items(items=items)):
                words = [self.value(item.value) for item in items if isinstance(item, Constant)]
                return name, self.say("in", b=", ".join(words))
            case Operation(mark=mark, left=Constant(value=value), right=Name(name=name)) if mark in COMPARED:
                return name, self.say(FLIPPED[mark], b=self.value(value, name))
            case Operation(mark=mark, left=Name(name=name), right=right) if mark in COMPARED:
                bound = self._bound(name, right, read)
                return None if bound is None else (name, self.say(mark, b=bound))
            case _:
                return None

    def _bound(self, name: str, node: Node, read: Mapping[str, object]) -> str | None:
        match node:
            case Constant(value=value):
                return self.value(value, name)
            case Name(name=other) if other in read:
                return self.value(read[other], other)
            case _:
                return None

    def condition(self, source: str, read: Mapping[str, object]) -> str:
        """Return a condition in words."""
        return Conditions(self, read).said(parse(source).tree)

    def reads(self, read: Mapping[str, object]) -> str:
        """Return what was read, in brackets."""
        parts = [self.say("read", name=self.name(name), value=self.value(value, name)) for name, value in read.items()]
        return f" ({', '.join(parts)})" if parts else ""

    def reason(self, tried: Tried, version: Version) -> str:  # noqa: PLR0911 — one line a verdict
        """Return why something came of a rule what came of it."""
        if tried.proof:
            exclusion = next(each for each in version.exclusions if each.id == tried.rule)
            who = in_words(exclusion.burden, self.language)
            return self.say(f"proof.{tried.proof}", who=who) + self.reads(tried.read)
        match tried.verdict:
            case "does not apply" if len(tried.because) == 1:
                return self._failed(tried, version)
            case "undecided" if tried.missing:
                return self.say("needs", names=", ".join(f"“{self.name(name)}”" for name in tried.missing))
            case "undecided":
                return self.say("waits", rule=self._named(tried.because[0], version))
            case "not needed":
                return self.say("decided", rule=self._named(tried.because[0], version))
            case "excluded" if tried.claim_by is not None:
                clause = next((x.claim.clause for x in version.rules if x.id == tried.rule and x.claim is not None), "")
                last = day(tried.claim_by, self.language)
                return self.say("claimed-late", last=last, clause=clause) + self.reads(tried.read)
            case "excluded":
                return self.say("barred", what=self._named(tried.because[0], version))
            case "gives nothing":
                return self.say("comes to nothing") + self.reads(tried.read)
            case _:
                return self.say("so", read=self.reads(tried.read))

    def _named(self, name: str, version: Version) -> str:
        """Return what a rule or an exclusion is about; it was claimed too late where it is neither."""
        things: list[Rule | Exclusion] = [*version.rules, *version.exclusions]
        found = next((each for each in things if each.id == name), None)
        return in_words(found.words, self.language) if found is not None else self.say("claimed too late")

    def _failed(self, tried: Tried, version: Version) -> str:
        source = tried.because[0]
        rule = next((each for each in version.rules if each.id == tried.rule), None)
        if rule is not None and rule.often is not None and rule.often.so_far == source:
            so_far, most = str(tried.read.get(source)), str(rule.often.most)
            return self.say("too often", so_far=so_far, most=most)
        tree = parse(source).tree
        if isinstance(tree, Known) and isinstance(tree.of, Name):
            return self.say("not-given", name=self.name(tree.of.name))
        found = self.wanted(source, tried.read) if source not in self.pack.facts or source in tried.read else None
        if found is not None and found[0] in tried.read:
            name, wanted = found
            return self.say("is", name=self.name(name), value=self.value(tried.read[name], name), wanted=wanted)
        return self.say("not-so", source=self.condition(source, tried.read), read=self.reads(tried.read))

    # --- Arithmetic --------------------------------------------------------------------------------------------------
    def steps(self, steps: tuple[Step, ...], known: Mapping[str, object]) -> Iterator[str]:
        """Yield the arithmetic line by line, what is the same twice only once; `known` are the facts it rests on."""
        yield from dict.fromkeys(line for step in steps if (line := self._step(step, known)))

    def _step(self, step: Step, known: Mapping[str, object]) -> str:  # noqa: PLR0911 — one line a kind
        values = step.values
        match step.done:
            case "band":
                of = str(values["of"])
                return self.say(
                    "step.band", of=self.name(of), value=self.value(values["value"], of), range=self.range(values, of)
                )
            case "word":
                of = str(values["of"])
                return self.say("step.word", of=self.name(of), value=self.value(values["value"], of))
            case "case":
                when = str(values["when"])
                return self._because([when], known, hold=True) or self.say("step.case", when=self.condition(when, {}))
            case "case-else":
                whens = [str(each) for each in _listed(values["whens"])]
                told = "; ".join(self.condition(each, {}) for each in whens)
                return self._because(whens, known, hold=False) or self.say("step.case-else", whens=told)
            case "each" | "each-none":
                return self._each(step.done, values)
            case "sum":
                told_parts = " + ".join(map(self.amount, _listed(values["parts"])))
                return self.say("step.sum", parts=told_parts, gives=self.amount(values["gives"]))
            case "counted":
                return self.say("step.counted", **{name: self._plain(name, value) for name, value in values.items()})
            case done:
                return self.say(f"step.{done}", **{name: self._plain(name, value) for name, value in values.items()})

    def _because(self, whens: Sequence[str], known: Mapping[str, object], *, hold: bool) -> str:
        """Return by which facts cases hold, or none of them does, each with its value; "" where they have no words."""
        facts = {name: value for name, value in known.items() if name in self.pack.facts}
        bounds = decisive(whens, facts, hold=hold) or ()
        told = []
        for fact in dict.fromkeys(bound.fact for bound in bounds):
            ranges = [self.say(mark, b=self.value(value, fact)) for name, mark, value in bounds if name == fact]
            name, value = self.name(fact), self.value(facts[fact], fact)
            exact = isinstance(facts[fact], bool | str)
            joined = ranges[0] if len(ranges) == 1 else self.say("between", a=ranges[0], b=ranges[1])
            told.append(
                self.say("step.word", of=name, value=value)
                if exact
                else self.say("step.band", of=name, value=value, range=joined)
            )
        return "; ".join(told)

    def _plain(self, name: str, value: object) -> str:
        if name in _MONEY and isinstance(value, str | Money):
            return self.amount(value)
        if name in _NUMBERS:
            return self.decimal(str(value))
        if name == "how":
            return self.say(str(value))
        return (
            self.name(value)
            if isinstance(value, str) and name in {"of", "since", "until"}
            else (value if isinstance(value, str) else self.value(value))
        )

    def _each(self, done: str, values: Mapping[str, object]) -> str:
        of = str(values["of"])
        after = values["after"]
        start = self.say("step.after", after=self.value(after, of)) if after else ""
        per = values["per"]
        parts = {
            "of": self._counted(of), "value": self.value(values["value"], of), "after": start,
            "per": self.value(per, of) if not isinstance(per, int) or of in self.pack.facts else str(per),
            "counted": self.say("begun" if values["begun"] else "full"),
        }  # fmt: skip
        if done == "each":
            parts |= {
                "count": str(values["count"]),
                "amount": self.amount(values["amount"]),
                "gives": self.amount(values["gives"]),
            }
        return self.say(f"step.{done}", **parts)

    def _counted(self, of: str) -> str:
        """Return what is counted: a fact by its name, what is worked out of several in words, without its marks."""
        return (
            self.name(of)
            if of.isidentifier()
            else Conditions(self, {}).term(parse(of).tree).replace("“", "").replace("”", "")
        )

    def range(self, values: Mapping[str, object], of: str) -> str:
        """Return what a line of a table covers."""
        low, high = values["low"], values["high"]
        parts = []
        if low is not None:
            parts.append(self.say(">=" if values["low_in"] else ">", b=self.value(low, of)))
        if high is not None:
            parts.append(self.say("<=" if values["high_in"] else "<", b=self.value(high, of)))
        if len(parts) == 2:  # noqa: PLR2004 — both ends
            return self.say("between", a=parts[0], b=parts[1])
        return parts[0] if parts else self.say("step.any")


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()
