"""What differs between two states of a pack, or two of its versions, in a manager's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from domain.entitlement import model as m
from domain.views.entitlement.telling import Teller
from domain.views.entitlement.terms import parts
from domain.views.wording import day, in_words
from domain.vocabulary import Words

What = Literal["new", "gone", "changed"]
Aspects = Mapping[str, str]
"""Something in parts that can be compared: what each is called, and how it is shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, of what, in which respect; what it is now and was, "" where there is nothing."""

    group: str
    what: What
    subject: str
    said: str
    field: str = ""
    now: str = ""
    was: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return {
            "group": self.group, "what": self.what, "subject": self.subject, "field": self.field, "now": self.now,
            "was": self.was, "said": self.said,
        }  # fmt: skip


def differences(old: m.Pack, new: m.Pack) -> list[Change]:
    """Return what differs between two packs."""
    before, after = Teller(old, "en"), Teller(new, "en")
    found = [
        *compared("about", new.pack, _about(old), _about(new)),
        *named("facts", "fact", _facts(old), _facts(new)),
    ]
    versions = dict.fromkeys([*(v.name for v in old.versions), *(v.name for v in new.versions)])
    for name in versions:
        was, now = old.version(name), new.version(name)
        group = f"version {name}"
        if was is None and now is not None:
            found.append(Change("versions", "new", name, f"new version {name}, {_since(now)}", now=_since(now)))
        elif now is None and was is not None:
            found.append(Change("versions", "gone", name, f"version {name} is gone, {_since(was)}", was=_since(was)))
        elif was is not None and now is not None:
            found += _version(group, before, was, after, now)
    return found


def of_versions(old: m.Pack, was: m.Version, new: m.Pack, now: m.Version) -> list[Change]:
    """Return what differs between two versions."""
    return _version("", Teller(old, "en"), was, Teller(new, "en"), now)


def _version(group: str, before: Teller, was: m.Version, after: Teller, now: m.Version) -> list[Change]:
    def at(name: str) -> str:
        return f"{group}: {name}" if group else name

    return [
        *compared(at("dates and source"), "version", _dates(was), _dates(now)),
        *named(at("worked out of facts"), "", _derived(before, was), _derived(after, now)),
        *named(at("rules"), "", _rules(before, was), _rules(after, now)),
        *named(
            at("exclusions"), "", {e.id: _exclusion(e) for e in was.exclusions},
            {e.id: _exclusion(e) for e in now.exclusions},
        ),
    ]  # fmt: skip


# --- In parts --------------------------------------------------------------------------------------------------------
def _about(pack: m.Pack) -> Aspects:
    return {
        "title": in_words(pack.title, "en"), "kind": pack.kind, "jurisdiction": pack.jurisdiction,
        "payer": in_words(pack.payer, "en"), "currency": ", ".join(pack.currencies), "unit": pack.unit,
        "units counted by": pack.units,
    }  # fmt: skip


def _facts(pack: m.Pack) -> Mapping[str, Aspects]:
    return {name: _fact(fact) for name, fact in pack.facts.items()}


def _rules(teller: Teller, version: m.Version) -> Mapping[str, Aspects]:
    return {rule.id: _rule(teller, rule) for rule in version.rules}


def _fact(fact: m.Fact) -> Aspects:
    return {
        "type": ", ".join(fact.choices) or fact.kind, "unit": fact.unit, "optional": "yes" if fact.optional else "",
        "at most": "" if fact.most is None else str(fact.most), "words": in_words(fact.words, "en"),
    }  # fmt: skip


def _since(version: m.Version) -> str:
    return f"in force since {version.in_force}" if version.in_force else f"{version.state} in force"


def _dates(version: m.Version) -> Aspects:
    named_days = {
        "in force from": version.in_force,
        "enforced from": version.enforced_from if version.enforced_from != version.in_force else None,
        "known since": version.known_since, "ended": version.ended,
    }  # fmt: skip
    shown = {name: day(on, "en") if on is not None else "" for name, on in named_days.items()}
    return {**shown, "state": version.state if version.state != "dated" else "", "source": version.source,
            "unverified": version.unverified}  # fmt: skip


def _derived(teller: Teller, version: m.Version) -> Mapping[str, Aspects]:
    return {teller.name(name): dict(parts(teller, term)) for name, term in version.derived.items()}


def _rule(teller: Teller, rule: m.Rule) -> Aspects:
    found = {
        "words": in_words(rule.words, "en"), "for": rule.head if rule.head != rule.id else "", "clause": rule.clause,
        "when": " and ".join(rule.when), "unverified": rule.unverified,
    }  # fmt: skip
    for name, term in (("amount", rule.amount), ("at least", rule.at_least), ("at most", rule.at_most)):
        if term is not None:
            found |= {f"{name}, {part}" if part else name: shown for part, shown in parts(teller, term)}
    for reduction in rule.reduced:
        found[f"less {reduction.cut.written}"] = f"when {' and '.join(reduction.when)} ({reduction.clause})"
    if rule.nothing_below is not None:
        found["nothing below"] = teller.value(rule.nothing_below)
    if rule.rounding is not None:
        found["rounded"] = f"to {teller.value(rule.rounding.to)}, {rule.rounding.how}"
    if rule.often is not None:
        found["at most"] = f"{rule.often.most} times a year ({rule.often.clause})"
    found |= {f"in kind, {name}": in_words(words, "en") for name, words in rule.in_kind.items()}
    return found | _times(teller, rule)


def _times(teller: Teller, rule: m.Rule) -> dict[str, str]:
    found = {}
    if rule.duty is not None:
        since = f" of {teller.name(rule.duty.since)}" if rule.duty.since else ""
        found["duty"] = f"{in_words(rule.duty.words, 'en')}, within {teller.length(rule.duty.within)}{since}"
        found["duty"] += f", kept by a {rule.duty.kept_by}" if rule.duty.kept_by != "decision" else ""
        found["duty"] += ", in writing" if rule.duty.in_writing else ""
        found["duty"] += f", which gives {', '.join(rule.duty.gives)}" if rule.duty.gives else ""
    if rule.pay_within is not None:
        since = f" of {teller.name(rule.pay_from)}" if rule.pay_from else ""
        found["paid within"] = f"{teller.length(rule.pay_within)}{since}"
    if rule.late is not None:
        found["if late"] = f"{teller.value(rule.late.amount)} when {' and '.join(rule.late.when)} ({rule.late.clause})"
    if rule.claim is not None:
        since = f" of {teller.name(rule.claim.since)}" if rule.claim.since else ""
        found["claimed within"] = f"{teller.length(rule.claim.within)}{since} ({rule.claim.clause})"
    return found


def _exclusion(each: m.Exclusion) -> Aspects:
    return {
        "words": in_words(each.words, "en"), "clause": each.clause, "keeps": ", ".join(each.bars),
        "when": " and ".join(each.when), "proven when": " and ".join(each.proven), "proof by": _who(each.burden),
        "while unproven": each.while_unproven if each.proven else "", "unverified": each.unverified,
    }  # fmt: skip


def _who(words: Words) -> str:
    return in_words(words, "en") if words else ""


# --- Comparing -------------------------------------------------------------------------------------------------------
_QUIET: Final = frozenset({"words", "clause", "source", "unverified"})
"""What is told of something new only by its name."""


def named(group: str, word: str, old: Mapping[str, Aspects], new: Mapping[str, Aspects]) -> Iterator[Change]:
    """Yield the differences of named things: those that are new, that are gone, that are otherwise."""
    for name in dict.fromkeys([*old, *new]):
        subject = f"{word} {name}".strip()
        if name not in old:
            told = _listed(new[name])
            yield Change(group, "new", subject, f"new: {subject}{told and ' (' + told + ')'}", now=told)
        elif name not in new:
            told = _listed(old[name])
            yield Change(group, "gone", subject, f"{subject} is gone{told and ' (' + told + ')'}", was=told)
        else:
            yield from compared(group, subject, old[name], new[name])


def _listed(aspects: Aspects) -> str:
    return "; ".join(f"{name} {value}".strip() for name, value in aspects.items() if value and name not in _QUIET)


def compared(group: str, subject: str, old: Aspects, new: Aspects) -> Iterator[Change]:
    """Yield the respects in which something is otherwise."""
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name, ""), new.get(name, "")
        if was == now:
            continue
        field = f"{subject}: {name}" if name else subject
        if not was:
            said = f"{field}: {now}, new"
        elif not now:
            said = f"{field}: no more, was {was}"
        else:
            said = f"{field}: {now}, was {was}"
        yield Change(group, "changed", subject, said, name, now, was)
