"""Trying the rules of a version one after the other: what came of each, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.entitlement.answer import Proof, Step, Tried, Verdict
from domain.entitlement.condition import test_of
from domain.entitlement.env import NOTHING, Code, Env, Missing, Test
from domain.entitlement.exact import Exact, rounded, same_currency, shown
from domain.entitlement.excluding import ReadyExclusion, Weighed, reason
from domain.entitlement.model import Exclusion, Rule, Version
from domain.entitlement.quantities import counted_on
from domain.entitlement.working import code_of, day_of, last_day, needed, outcomes_of, tests_of
from domain.money import Money
from domain.values import Value
from domain.vocabulary import Words


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a rule."""

    rule: Rule
    verdict: Verdict
    amount: Money | None = None
    missing: Missing = frozenset()
    steps: tuple[Step, ...] = ()
    unproven: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    late: bool = False
    claim_by: date | None = None


class ReadyRule:
    """A rule with everything compiled."""

    __slots__ = ("amount", "barred", "late", "least", "most", "reduced", "rule", "when")

    def __init__(self, rule: Rule, exclusions: tuple[Exclusion, ...]) -> None:
        """Compile."""
        self.rule = rule
        self.when: list[tuple[str, Test]] = [(source, test_of(source)) for source in rule.when]
        self.amount = code_of(rule.amount) if rule.amount is not None else None
        self.least = code_of(rule.at_least) if rule.at_least is not None else None
        self.most = code_of(rule.at_most) if rule.at_most is not None else None
        self.reduced = [(each, tests_of(each.when)) for each in rule.reduced]
        self.late = tests_of(rule.late.when) if rule.late is not None else None
        self.barred = [each for each in exclusions if rule.id in each.bars]


class ReadyVersion:
    """A version with everything compiled, when it is first asked."""

    def __init__(self, version: Version, optional: frozenset[str]) -> None:
        """Take a version, and the facts that may be left out."""
        self.version = version
        self.optional = optional

    @cached_property
    def derived(self) -> dict[str, Code]:
        """What is derived, by name."""
        return {name: code_of(term) for name, term in self.version.derived.items()}

    @cached_property
    def outcomes(self) -> dict[str, tuple[Value, ...]]:
        """All values that something derived can have, where they stand in it."""
        found = {name: outcomes_of(term) for name, term in self.version.derived.items()}
        return {name: values for name, values in found.items() if values}

    @cached_property
    def rules(self) -> list[ReadyRule]:
        """The rules in order."""
        return [ReadyRule(rule, self.version.exclusions) for rule in self.version.rules]

    @cached_property
    def exclusions(self) -> dict[str, ReadyExclusion]:
        """The exclusions by name."""
        return {each.id: ReadyExclusion(each) for each in self.version.exclusions}


class Tryout:
    """One evaluation of a version."""

    def __init__(self, ready: ReadyVersion, env: Env, on: date) -> None:
        """Begin; `trace` fills up."""
        self.ready = ready
        self.env = env
        self.on = on
        self._trace: list[Tried] = []
        self._barred: dict[str, Weighed] = {}

    @property
    def trace(self) -> tuple[Tried, ...]:
        """Everything that was tried, in order."""
        return tuple(self._trace)

    def all(self) -> list[Outcome]:
        """Try every rule; of several for one head the first that applies counts."""
        found: list[Outcome] = []
        decided: dict[str, str] = {}
        open_: dict[str, str] = {}
        for ready in self.ready.rules:
            rule = ready.rule
            if rule.head in decided:
                by = decided[rule.head]
                self._note(rule, "not needed", f"“{by}” already says what is owed.", because=(by,))
                continue
            outcome = self._try(ready, open_.get(rule.head, ""))
            if outcome.verdict == "applies":
                decided[rule.head] = rule.id
            elif outcome.verdict == "undecided":
                open_.setdefault(rule.head, rule.id)
                if not outcome.missing:
                    decided[rule.head] = rule.id
            found.append(outcome)
        return found

    # --- One rule ----------------------------------------------------------------------------------------------------
    def _try(self, ready: ReadyRule, waits_for: str) -> Outcome:
        env, rule = self.env, ready.rule
        env.begin()
        missing: Missing = frozenset()
        because: list[str] = []
        for source, test in ready.when:
            found = test(env)
            if found is False:
                return self._does_not(rule, source)
            if isinstance(found, frozenset):
                missing |= found
                because.append(source)
        if rule.often is not None:
            so_far = env.get(rule.often.so_far)
            if isinstance(so_far, frozenset):
                missing |= so_far
            elif isinstance(so_far, int) and so_far >= rule.often.most:
                what = f"It was given {so_far} times this year already; at most {rule.often.most} times."
                self._note(rule, "does not apply", what, because=(rule.often.so_far,))
                return Outcome(rule, "does not apply")
        return self._barred_or_worked(ready, missing, because, waits_for)

    def _does_not(self, rule: Rule, source: str) -> Outcome:
        self._note(rule, "does not apply", f"“{source}” does not hold.", because=(source,))
        return Outcome(rule, "does not apply")

    def _barred_or_worked(self, ready: ReadyRule, missing: Missing, because: list[str], waits_for: str) -> Outcome:
        rule = ready.rule
        unproven = []
        doubts: list[str] = []
        for exclusion in ready.barred:
            barred = self._exclusion(exclusion)
            if barred.holds is True:
                what = f"By “{exclusion.id}” ({exclusion.clause})."
                self._note(rule, "excluded", what, because=(exclusion.id,))
                return Outcome(rule, "excluded")
            if isinstance(barred.holds, frozenset):
                missing |= barred.holds
            if barred.unproven:
                unproven.append(exclusion.id)
        by, too_late = self._claim(rule)
        if too_late:
            self._note(rule, "excluded", too_late, because=("claim",))
            self._trace[-1] = self._trace[-1].model_copy(update={"claim_by": by})
            return Outcome(rule, "excluded")
        amount, more, cuts = self._amount(ready)
        missing |= more | self._since(rule)
        if missing or waits_for:
            return self._undecided(rule, missing, because, waits_for)
        doubts += cuts
        if amount is None and ready.amount is not None and not rule.in_kind and rule.duty is None:
            self._note(rule, "gives nothing", "Its amount comes to nothing.")
            return Outcome(rule, "gives nothing")
        self._note(rule, "applies", "All its conditions hold.", because=rule.when)
        late = ready.late is not None and ready.late(self.env) is True
        return Outcome(
            rule, "applies", amount, steps=tuple(self.env.steps), unproven=tuple(unproven), doubts=tuple(doubts),
            late=late, claim_by=by,
        )  # fmt: skip

    def _since(self, rule: Rule) -> Missing:
        """Return the fact from which a time runs, where it is wanted and not there."""
        names = {rule.pay_from, rule.duty.since if rule.duty is not None else ""} - {"", *self.ready.optional}
        return needed([self.env.get(name) for name in names])

    def _undecided(self, rule: Rule, missing: Missing, because: list[str], waits_for: str) -> Outcome:
        if missing:
            what = f"It needs {', '.join(sorted(missing))}."
        else:
            what = f"It would apply, if “{waits_for}” does not; that cannot be said yet."
        because = because if missing else [waits_for]
        self._note(rule, "undecided", what, because=tuple(because), missing=tuple(sorted(missing)))
        return Outcome(rule, "undecided", missing=missing)

    # --- Its amount --------------------------------------------------------------------------------------------------
    def _amount(self, ready: ReadyRule) -> tuple[Money | None, Missing, list[str]]:
        """Work an amount out: reduced, held between its least and its most, rounded, left out where it is too small."""
        found = ready.amount(self.env) if ready.amount is not None else NOTHING
        if isinstance(found, frozenset):
            return None, self._more(ready, found), []
        if not isinstance(found, Exact):
            return None, frozenset(), []
        reduced, doubts = self._reduced(ready, found)
        if isinstance(reduced, frozenset):
            return None, self._more(ready, reduced), []
        held = self._held(ready, reduced)
        if isinstance(held, frozenset):
            return None, held, []
        return self._payable(ready.rule, held), frozenset(), doubts

    def _reduced(self, ready: ReadyRule, amount: Exact) -> tuple[Exact | Missing, list[str]]:
        """Take the first reduction off that applies."""
        for reduction, test in ready.reduced:
            holds = test(self.env)
            if isinstance(holds, frozenset):
                return holds, []
            if holds:
                cut = amount.times(1 - reduction.cut.exact)
                written, clause = reduction.cut.written, reduction.clause
                self.env.did("reduced", cut=written, base=shown(amount), clause=clause, gives=shown(cut))
                return cut, [reduction.unverified]
        return amount, []

    def _payable(self, rule: Rule, amount: Exact) -> Money | None:
        """Round an amount; None where nothing is left of it."""
        if rule.rounding is not None:
            exact, amount = amount, rounded(amount, rule.rounding)
            if amount.minor != exact.minor:
                to, how = rule.rounding.to, rule.rounding.how
                self.env.did("rounded", base=shown(exact), to=to, how=how, gives=shown(amount))
        least = rule.nothing_below
        if least is not None and same_currency(amount, least) and amount.minor < least.minor:
            self.env.did("too-small", base=shown(amount), least=least)
            return None
        return amount.money() if amount.minor else None

    def _more(self, ready: ReadyRule, missing: Missing) -> Missing:
        """Return all that an amount can still need, so that nobody has to be asked twice."""
        for _, test in ready.reduced:
            holds = test(self.env)
            missing |= holds if isinstance(holds, frozenset) else frozenset()
        return needed([code(self.env) for code in (ready.least, ready.most) if code is not None], missing)

    def _held(self, ready: ReadyRule, amount: Exact) -> Exact | Missing:
        env = self.env
        for name, code in (("at_least", ready.least), ("at_most", ready.most)):
            before = list(env.steps)
            bound = code(env) if code is not None else None
            if isinstance(bound, frozenset):
                return bound
            if not isinstance(bound, Exact):
                continue
            same_currency(amount, bound)
            within = (amount.minor >= bound.minor) if name == "at_least" else (amount.minor <= bound.minor)
            if within:
                env.steps = before
            else:
                env.did(name, base=shown(amount), gives=shown(bound))
                amount = bound
        return amount

    # --- What keeps it from applying ---------------------------------------------------------------------------------
    def _claim(self, rule: Rule) -> tuple[date | None, str]:
        """Return the last day for a claim, and what is to be said where it was made too late."""
        claim = rule.claim
        if claim is None:
            return None, ""
        begin = day_of(self.env.facts.get(claim.since), self.env.calendar) if claim.since else self.on
        if begin is None:
            return None, ""
        last = counted_on(begin, claim.within)
        if last is None and self.env.calendar is not None:
            last = last_day(begin, claim.within, self.env.calendar)  # type: ignore[arg-type] # months are counted above
        made = day_of(self.env.facts.get(claim.made), self.env.calendar) if claim.made else None
        if last is not None and made is not None and made > last:
            self.env.get(claim.made)
            return last, f"It was claimed on {made}; the last day was {last} ({claim.clause})."
        return last, ""

    def _exclusion(self, exclusion: Exclusion) -> Weighed:
        found = self._barred.get(exclusion.id)
        if found is None:
            outer = self.env.read, self.env.steps, self.env.told
            self.env.begin()
            found = self._barred[exclusion.id] = self.ready.exclusions[exclusion.id].weigh(self.env)
            verdict: Verdict = "applies" if found.holds is True else "does not apply"
            missing = found.holds if isinstance(found.holds, frozenset) else frozenset()
            self._note(
                exclusion, "undecided" if missing else verdict, reason(exclusion, found),
                because=found.because, missing=tuple(sorted(missing)), proof=found.proof,
            )  # fmt: skip
            self.env.read, self.env.steps, self.env.told = outer
        return found

    def _note(
        self,
        of: Rule | Exclusion,
        verdict: Verdict,
        reason: str,
        *,
        because: tuple[str, ...] = (),
        missing: tuple[str, ...] = (),
        proof: Proof = "",
    ) -> None:
        words: Words = of.words
        self._trace.append(
            Tried(
                rule=of.id,
                words=words,
                clause=of.clause,
                verdict=verdict,
                reason=reason,
                because=because,
                missing=missing,
                read=self.env.read if verdict != "not needed" else {},
                unverified=of.unverified,
                proof=proof,
            )
        )
