"""Generated playbooks: legal plans of any nesting, drawn from a source of chance that hypothesis can shrink."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, get_args

from domain.case.events import Found
from domain.clock.duration import Duration
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from domain.playbook import parts
from domain.playbook import plan as p
from domain.values import Person, Value
from tests.support.plans import HOUR, contract, plan, usd

WORDS = {"en": "Do it"}
FINDS: dict[str, dict[str, object]] = {
    "find": {"finds": True, "form": {
        "finding": p.FactType(type="words", words=get_args(Found)), "why": p.FactType(type="text"),
    }},
    "refer": {"refers": "the-grid", "form": {"reference": p.FactType(type="text")}},
}  # fmt: skip
"""Questions whose answer is the finding of the case, or with which somebody took it on."""
MINUTE = Duration(60_000)
HAND = p.Hand(role="desk", due=HOUR * 3, up="boss")


@dataclass
class Drawing:
    """Draws one plan; ids are numbered so that they are unique."""

    chance: Random
    number: int = 0
    kinds: list[str] = field(default_factory=list)

    def name(self, kind: str) -> str:
        """Return a new id."""
        self.number += 1
        self.kinds.append(kind)
        return f"{kind}-{self.number}"

    def one_of(self, *options: str) -> str:
        """Choose."""
        return options[self.chance.randrange(len(options))]

    def span(self, hours: int) -> Span:
        """Draw elapsed time, or about as much counted by a calendar."""
        days = max(1, hours // 24)
        spans: tuple[Span, ...] = (
            HOUR * hours,
            HOUR * hours,
            Days(days),
            WorkingDays(days),
            WorkingHours(hours * HOUR.ms),
        )
        return spans[self.chance.randrange(len(spans))]

    def steps(self, depth: int, *, in_try: bool, most: int = 3) -> tuple[p.AnyStep, ...]:
        """Draw a block; only its last step may be a point of no return inside a try."""
        count = self.chance.randrange(1, most + 1)
        return tuple(self.step(depth, in_try=in_try) for _ in range(count))

    def step(self, depth: int, *, in_try: bool) -> p.AnyStep:
        """Draw a step; blocks only while there is depth left."""
        leaves = ["do", "do", "do", "ask", "tell", "teach", "offer", "wait"]
        if not in_try:
            leaves += ["remedy", "remedy", "undo", "cover", "hand_to_sales", "entitle", "entitle"]
        blocks = ["choose", "together", "each", "try", "try"] if depth else []
        if depth:
            leaves += ["run", "delegate", "self_service", "declare", "needing_offer", "one_that_works"]
        kind = self.one_of(*leaves, *blocks, *blocks)
        found: p.AnyStep = getattr(self, f"_{kind}")(depth, in_try)  # one method a kind, below
        return self._paying(found) if isinstance(found, p.Ask) and found.second and not in_try else found

    def _condition(self) -> tuple[str, ...]:
        if self.chance.randrange(20) == 0:
            return ("failure.missing == 3",)  # has no value: a person decides
        return (self.one_of("failure.flag", "not failure.flag", "failure.size > 3", 'case.tier == "high"'),)

    def _guard(self) -> dict[str, Any]:
        which = self.chance.randrange(8)
        if which == 0:
            return {"when": self._condition()}
        return {"unless": self._condition()} if which == 1 else {}

    def _do(self, depth: int, in_try: bool) -> p.Do:
        name = self.name("do")
        capability = self.one_of("keyed", "lookup", "neither")
        more: dict[str, object] = {"connector": contract(name, capability), **self._guard()}
        back = self.one_of("undo", "undo", "undo", "instead", "stays") if in_try else self.one_of("undo", "none")
        if back == "undo":
            more["undo"] = contract(f"{name}.undo", self.one_of("keyed", "lookup", "neither"))
            if in_try and self.number % 3 == 0:  # what cannot be undone any more is made good
                more["instead"] = (p.Tell(id=f"{name}-sorry", message="sorry"),)
        elif back == "instead":
            more["instead"] = (p.Tell(id=self.name("sorry"), message="sorry"),)
        elif back == "stays":
            more["stays"] = "people release it"
        if self.chance.randrange(6) == 0:
            more["queue"] = "far"
        return p.Do.model_validate(
            {"id": name, "retry": p.Retry(wait=MINUTE, tries=self.chance.randrange(1, 3)), **more}
        )

    def _ask(self, depth: int, in_try: bool) -> p.Ask:
        role, second = self.one_of("desk", "desk", "customer"), "boss" if self.chance.randrange(4) == 0 else ""
        plain = role == "customer" or second
        kind = "ask" if plain else ("find", "refer", "ask", "ask")[self.number % 4]  # by its number, as below
        asked = p.Ask(
            id=self.name(kind), role=role, words=WORDS, due=self.span(1), up="boss", second=second,
            form={"fine": p.FactType(type="yes_no", optional=True)}, **self._guard(),
        )  # fmt: skip
        return asked.model_copy(update=FINDS[kind]) if kind in FINDS else asked

    def _paying(self, asked: p.Ask) -> p.Choose:
        """Return a question that two answer, and a remedy that rests on what they say and on a fact."""
        agreed = (f'outcome("{asked.id}") == "done"', "failure.size > 3")
        given = p.Remedy(
            id=f"{asked.id}-pay", remedy="refund", amount=p.Given(value=usd(7_000)), when=agreed,
            authority=p.Authority(auto_up_to=(usd(10_000),), within=HOUR, above=(p.Rung(role="boss"),)),
            pay=(contract(f"{asked.id}-pay", pays=True),), retry=p.Retry(wait=MINUTE, tries=2),
        )  # fmt: skip
        return p.Choose(id=f"{asked.id}-both", ways=(p.Way(when=("true",), steps=(asked, given)),), otherwise=())

    def _tell(self, depth: int, in_try: bool) -> p.Tell:
        undo = "correction" if in_try else ""
        lately = self.span(30) if self.chance.randrange(4) == 0 else None
        return p.Tell(
            id=self.name("tell"), message="news", gives=("apology",), undo=undo, retry=p.Retry(wait=MINUTE, tries=2),
            unless_told_within=lately,
        )  # fmt: skip

    def _teach(self, depth: int, in_try: bool) -> p.Teach:
        return p.Teach(id=self.name("teach"), message="news", retry=p.Retry(wait=MINUTE, tries=2))

    def _offer(self, depth: int, in_try: bool) -> p.Offer:
        declined = self.steps(depth - 1, in_try=in_try, most=1) if depth else ()
        return p.Offer(
            id=self.name("offer"), message="choices", choices={"a": WORDS, "b": WORDS}, reply_within=self.span(4),
            otherwise="a", declined=declined, retry=p.Retry(wait=MINUTE, tries=2),
            in_time=self.number % 3 == 0,
        )  # fmt: skip

    def _remedy(self, depth: int, in_try: bool) -> p.Remedy:
        name = self.name("remedy")
        ways = tuple(contract(f"{name}.pay{n}", pays=True) for n in range(self.chance.randrange(3)))
        amount = usd(self.chance.randrange(1, 30_000))
        authority = p.Authority(
            auto_up_to=(usd(10_000),), within=self.span(1),
            above=(p.Rung(role="desk", up_to=(usd(20_000),)), p.Rung(role="boss")),
        )  # fmt: skip
        refused = (p.Tell(id=self.name("sorry"), message="sorry"),) if self.chance.randrange(2) else ()
        more: dict[str, object] = {}
        if ways and (in_try or self.number % 3 == 0):  # by its number, so that what is drawn besides stays as it was
            more["undo"] = contract(f"{name}.undo")
        elif self.number % 2:  # the last way, or the only one
            more["hand"] = HAND
        more |= ({"loss": "price"}, {"remedy": "voucher", "loss": "price"}, {}, {})[self.number % 4]
        found = p.Remedy(
            id=name, remedy="refund", amount=p.Given(value=amount), authority=authority, pay=ways, refused=refused,
            retry=p.Retry(wait=MINUTE, tries=2), **self._guard(),
        )  # fmt: skip
        return found.model_copy(update=more)

    def _entitle(self, depth: int, in_try: bool) -> p.Choose:
        """What a pack owes, then a remedy of its own amount or without one, now and then for one of several."""
        facts: dict[str, p.Term] = {"late_by": p.Formula(source="failure.size")}
        facts["price"] = p.Formula(source="failure.price") if self.chance.randrange(4) else p.Given(value=usd(9_001))
        facts["people"] = p.Given(value=self.chance.randrange(1, 4))
        asked = p.Entitle(id=self.name("entitle"), pack="late", title=WORDS, facts=facts, **self._guard())
        plain = self._remedy(depth, in_try).model_copy(update={"entitled": (asked.id,), "undo": None})
        settles = plain if self.chance.randrange(2) else plain.model_copy(update={"amount": None})
        steps: tuple[p.AnyStep, ...] = (asked, settles, self._care(plain)) if self.number % 2 else (asked, settles)
        if self.number % 4 == 1:  # the pack is asked about the money and then about the rest
            rest = asked.model_copy(update={"id": f"{asked.id}-rest", "heads": ("meals", "word", "night")})
            care = self._care(plain).model_copy(update={"entitled": (rest.id,)})
            steps = (asked.model_copy(update={"heads": ("late",)}), settles, rest, care)
        return p.Choose(id=self.name("choose"), ways=(p.Way(when=("true",), steps=steps),), otherwise=())

    def _care(self, beside: p.Remedy) -> p.Remedy:
        """What is owed in kind beside some money, given by hand or by somebody who may refuse; nothing of it drawn."""
        sorry = (p.Tell(id=f"{beside.id}-sorry", message="sorry"),) if beside.refused else ()
        return beside.model_copy(update={
            "id": f"{beside.id}-care", "remedy": "care", "amount": None, "named_care": True,
            "in_kind": {"meals": p.Given(value="a meal"), "bed": p.Given(value="a room")},
            "pay": beside.pay[:1], "refused": sorry, "loss": "", "when": (), "unless": (),
        })  # fmt: skip

    def _cover(self, depth: int, in_try: bool) -> p.Cover:
        name = self.name("cover")
        authority = p.Authority(auto_up_to=(usd(5_000),), within=self.span(1), above=(p.Rung(role="boss"),))
        hand = HAND if self.number % 3 == 0 else None
        return p.Cover(
            id=name, remedy="expenses", up_to=p.Given(value=usd(12_000)), words=WORDS, within=self.span(48), most=3,
            hand=hand,
            authority=authority, pay=(contract(f"{name}.pay", pays=True),), retry=p.Retry(wait=MINUTE, tries=2),
        )  # fmt: skip

    def _head(self, kind: str) -> p.Common:
        guard = self._guard()
        return {"id": self.name(kind), "line": 0, "when": guard.get("when", ()), "unless": guard.get("unless", ())}

    def _question(self) -> parts.Question:
        return parts.Question(words=WORDS, due=self.span(2), form={"fine": p.FactType(type="yes_no", optional=True)})

    def _delegate(self, depth: int, in_try: bool) -> p.Delegate:
        back = self.steps(depth - 1, in_try=in_try, most=1) if self.chance.randrange(2) else None
        recharge = p.Given(value=usd(500)) if self.chance.randrange(2) else None
        head = self._head("delegate")
        return parts.delegate(head, "partner", self._question(), take_back=back, recharge=recharge)

    def _self_service(self, depth: int, in_try: bool) -> p.SelfService:
        otherwise = self.steps(depth - 1, in_try=in_try, most=1)
        return parts.self_service(self._head("self_service"), "news", self._question(), via="link", otherwise=otherwise)

    def _declare(self, depth: int, in_try: bool) -> p.Declare:
        return parts.declare(
            self._head("declare"), "batch", playbook="test", affected=p.Formula(source="failure.list"),
            confirm="boss", question=self._question(),
        )  # fmt: skip

    def _hand_to_sales(self, depth: int, in_try: bool) -> p.HandToSales:
        return parts.hand_to_sales(self._head("hand_to_sales"), contract("sales.lead"), "failure.flag", {})

    def _run(self, depth: int, in_try: bool) -> p.Run:
        """Another plan inside this one: its steps read its own facts, and its names mean its own steps."""
        inner = Drawing(self.chance, number=100)
        steps = inner.steps(depth - 1, in_try=in_try, most=2)
        self.kinds += inner.kinds
        given = {name: p.Formula(source=f"failure.{name}") for name in ("flag", "size", "list")}
        return parts.run(self._head("run"), plan(*steps, derived={"big": "failure.size > 3"}), given)

    def _needing_offer(self, depth: int, in_try: bool) -> p.AnyStep:
        """An offer with a choice that needs a step before it."""
        back = {"id": self.name("do"), "connector": contract("hold"), "undo": contract("hold.undo")}
        held = p.Do.model_validate({**back, "retry": p.Retry(wait=MINUTE, tries=2), **self._guard()})
        offer = p.Offer(
            id=self.name("offer"), message="choices", choices={"a": WORDS, "b": WORDS}, reply_within=self.span(4),
            otherwise="a", needs={"b": held.id}, retry=p.Retry(wait=MINUTE, tries=2),
        )  # fmt: skip
        return p.Choose(id=self.name("choose"), ways=(p.Way(when=("true",), steps=(held, offer)),), otherwise=())

    def _one_that_works(self, depth: int, in_try: bool) -> p.Each:
        """A loop that stops at the first round that works."""
        otherwise = self.steps(depth - 1, in_try=in_try, most=1) if self.chance.randrange(2) else None
        return p.Each(
            id=self.name("each"), name="y", items="failure.list", by="y.id", at_most=3, until_done=True,
            otherwise=otherwise, steps=self.steps(depth - 1, in_try=True, most=2),
        )  # fmt: skip

    def whenever(self, depth: int) -> tuple[p.Whenever, ...]:
        """Draw what is done at any time a condition holds."""
        if self.chance.randrange(3):
            return ()
        then = "leave" if self.chance.randrange(2) else "go_on"
        named = {"id": self.name("whenever"), "when": ("failure.size > 4",), "then": then}
        return (p.Whenever.model_validate({**named, "steps": self.steps(depth, in_try=False, most=2)}),)

    def _wait(self, depth: int, in_try: bool) -> p.Wait:
        if self.chance.randrange(2):
            return p.Wait(id=self.name("wait"), span=self.span(2), at_most=HOUR * 100)
        late = (p.Tell(id=self.name("sorry"), message="sorry", undo="correction"),)
        named = {"id": self.name("wait"), "event": "arrived", "at_most": HOUR * 2}
        return p.Wait.model_validate({**named, "late": late} if self.chance.randrange(2) else named)

    def _undo(self, depth: int, in_try: bool) -> p.AnyStep:
        target = p.Do.model_validate(
            {"id": self.name("do"), "connector": contract("x"), "undo": contract("x.undo"), **self._guard()}
        )
        back = p.Undo(id=self.name("undo"), target=target.id)
        steps = (self._given_and_taken_back(target) if self.number % 2 else target, back)
        return p.Choose(id=self.name("choose"), ways=(p.Way(when=("true",), steps=steps),), otherwise=())

    def _given_and_taken_back(self, instead_of: p.Do) -> p.Remedy:
        """A remedy that its playbook takes back, in the place of a step; nothing of it is drawn."""
        at_once = p.Authority(auto_up_to=(usd(10_000),), above=(p.Rung(role="boss"),), within=HOUR)
        return p.Remedy(
            id=instead_of.id, remedy="gift", amount=p.Given(value=usd(900)), authority=at_once,
            pay=(contract("gift", pays=True),), undo=contract("gift.undo"), when=instead_of.when,
            unless=instead_of.unless, retry=p.Retry(wait=MINUTE, tries=2),
        )  # fmt: skip

    def _choose(self, depth: int, in_try: bool) -> p.Choose:
        ways = tuple(
            p.Way(when=self._condition(), steps=self.steps(depth - 1, in_try=in_try, most=2))
            for _ in range(self.chance.randrange(1, 3))
        )
        otherwise = self.steps(depth - 1, in_try=in_try, most=1) if self.chance.randrange(2) else ()
        return p.Choose(id=self.name("choose"), ways=ways, otherwise=otherwise, **self._guard())

    def _together(self, depth: int, in_try: bool) -> p.Together:
        count = self.chance.randrange(2, 4)
        branches = {f"b{n}": self.steps(depth - 1, in_try=in_try, most=2) for n in range(count)}
        more: dict[str, object] = {}
        if self.chance.randrange(3) == 0:
            more["wait_for"] = self.chance.randrange(1, count + 1)
        if in_try and self.chance.randrange(3) == 0:
            more |= {"at_most": HOUR * 3, "late": self.one_of("go_on", "stop")}
        return p.Together.model_validate({"id": self.name("together"), "branches": branches, **more})

    def _each(self, depth: int, in_try: bool) -> p.Each:
        return p.Each(
            id=self.name("each"), name="x", items="failure.list", by="x.id", at_most=3,
            at_once=self.chance.randrange(1, 3), steps=self.steps(depth - 1, in_try=in_try, most=2),
        )  # fmt: skip

    def _try(self, depth: int, in_try: bool) -> p.Try:
        plans = []
        for _ in range(self.chance.randrange(1, 3)):
            steps = self.steps(depth - 1, in_try=True)
            if not in_try and self.chance.randrange(4) == 0:
                pivot = {"id": self.name("pivot"), "connector": contract("pivot"), "pivot": True}
                steps = (*steps, p.Do.model_validate({**pivot, "retry": p.Retry(wait=MINUTE, tries=2)}))
            plans.append(steps)
        otherwise = self.steps(depth - 1, in_try=in_try, most=1) if self.chance.randrange(2) else None
        return p.Try(
            id=self.name("try"), plans=tuple(plans), otherwise=otherwise, **self._guard(),
            in_time=otherwise is not None and self.number % 3 == 0,
        )  # fmt: skip


FACTS: dict[str, Value] = {
    "flag": True, "size": 4, "list": ({"id": "one"}, {"id": "t,w[o]"}, {"id": "three"}),
}  # fmt: skip


def draw_plan(chance: Random, *, depth: int = 3) -> tuple[p.Plan, list[str]]:
    """Draw a plan; returns it with the kinds of step it is made of."""
    drawing = Drawing(chance)
    steps = drawing.steps(depth, in_try=False)
    law = "" if chance.randrange(4) else "14 CFR 260.10"
    promises = {
        "acknowledge": p.PromiseOf(within=drawing.span(chance.randrange(1, 6)), kept_by=steps[0].id, source=law),
        "resolve": p.PromiseOf(within=drawing.span(chance.randrange(1, 90)), kept_by="resolved"),
    }
    if chance.randrange(3) == 0:
        promises["informed"] = p.PromiseOf(within=drawing.span(chance.randrange(6, 60)), kept_by="", tell="news")
    follow_up = (
        (p.FollowUp(
            after=drawing.span(24), survey="csat", reply_within=drawing.span(24),
            reopen_when=('answer("csat").handling <= 2',),
            silent="accept" if chance.randrange(2) else "leave",
        ),
        p.FollowUp(after=drawing.span(24), call="desk", words=WORDS, reply_within=drawing.span(24)),
        )[: chance.randrange(1, 3)]
        if chance.randrange(2) else ()
    )  # fmt: skip
    needs = ("apology",) if chance.randrange(3) == 0 else ()
    cause = "required" if chance.randrange(2) else "optional"
    close = p.CloseNeeds.model_validate({"needs": needs, "root_cause": cause})
    whenever = drawing.whenever(depth - 1)
    facts = {"size": p.FactType(type="integer", optional=True), "price": p.FactType(type="money", optional=True)}
    named = {"promises": promises, "follow_up": follow_up, "close": close, "whenever": whenever, "facts": facts}
    return plan(*steps, **named), drawing.kinds


def draw_facts(chance: Random) -> dict[str, Value]:
    """Draw the facts of a failure for a generated plan."""
    count = chance.randrange(4)
    price: dict[str, Value] = {"price": usd(chance.randrange(1, 60_000))} if chance.randrange(3) else {}
    flag, size = bool(chance.randrange(2)), chance.randrange(7)
    return {**FACTS, **price, "flag": flag, "size": size, "list": FACTS["list"][:count]}  # type: ignore[index]


CUSTOMER = Person("cu_1", "v_1", "c")
