"""`makegood playbook new`: a first playbook, asked for on a terminal or written with the answers that are given."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter

from domain.clock.span import parse_span
from domain.errors import UsageError
from domain.money import parse_money
from domain.playbook.reader import NAME
from domain.playbook.sketch import Sketch
from domain.playbook.sketch_words import LOOK
from makegood.cli.options import Common, Documents
from makegood.cli.output import say
from workers.library.shelf import Folders

if TYPE_CHECKING:
    from workers.library.drafting import Possible

_T = TypeVar("_T")
_NONE = "none"
_DEFAULT_NAME, _ACKNOWLEDGE = "new-playbook", "4h"
_PROPOSED = {"IDR": 300_000, "VND": 500_000, "KRW": 25_000, "JPY": 3_000, "INR": 1_500, "THB": 700, "PHP": 1_000}
"""What is proposed for goodwill in currencies of smaller units; 20 of any other."""


def new(  # noqa: PLR0913 — what can be answered beforehand
    name: str = "",
    *,
    failure: str = "",
    market: Annotated[Sequence[str], Parameter(negative="")] = (),
    owner: str = "",
    acknowledge: str = "",
    yes: Annotated[bool, Parameter(negative="")] = False,
    documents: Documents = Documents(),
    common: Common = Common(),
) -> None:
    """Write the draft of a first playbook, commented and legal, with examples; nothing is ever written over.

    It lies in drafts/ in the folder of playbooks: makegood up never publishes what is there.

    Args:
        name: what the playbook is called.
        failure: which failure it is for; else called like the playbook.
        market: a market it is for; may be given many times.
        owner: the role that decides what nobody else does.
        acknowledge: within which time the customer hears from us, for example 4h.
        yes: ask nothing; what is not given is taken as proposed.
    """
    from workers.library.drafting import look_round, write  # noqa: PLC0415 — help is shown without it

    possible = look_round(Folders.of(common.settings(**documents.flags())))
    asks = sys.stdin.isatty() and not yes and not common.json
    asking = Asking(possible, asks=asks)
    given = Given(name, failure, tuple(market), owner, acknowledge)
    playbook, examples = write(possible, asking.sketch(given))
    if common.json:
        common.output.document({"playbook": str(playbook), "examples": str(examples)})
        return
    common.output.line(f"{playbook} is written, with {examples}.")
    say(f"Go on: edit them, then makegood playbook validate {playbook} and makegood playbook test {playbook}.")
    say("It is a draft: makegood up does not publish it. When it is ready, move it to the others:")
    say(f"  mv {playbook} {possible.folder}/")
    say(f"  mv {examples} {possible.folder / 'examples'}/")


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered beforehand."""

    name: str
    failure: str
    markets: tuple[str, ...]
    owner: str
    acknowledge: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks one thing after the other; without a terminal what is proposed is taken."""

    possible: Possible
    asks: bool

    def sketch(self, given: Given) -> Sketch:
        """Return what the new playbook is about.

        Raises:
            UsageError: an answer given beforehand is none, or the answers end.
            ConflictError: a file of that name is there already.
        """
        possible = self.possible
        name = self.one("What is the playbook called?", given.name, _DEFAULT_NAME, _name)
        possible.files(name)
        failure = self.one("Which failure is it for?", given.failure, name, _name)
        proposed = ", ".join(possible.markets)
        markets = self.one("In which markets?", ", ".join(given.markets), proposed, self._markets)
        languages, roles = possible.languages(markets), possible.roles
        owner = self.one("Which role owns it?", given.owner, _likely(roles, "service-owner"), self._role)
        soon = self.one("Within which time does the customer hear from us?", given.acknowledge, _ACKNOWLEDGE, _span)
        first = self._message("Which message comes first?", "apology", languages)
        role = self.one("Which role looks into it?", "", _likely(roles, "desk"), self._role)
        look = LOOK[languages[0]] if len(languages) == 1 else LOOK["en"]
        words = self.one("What do they do, in words?", "", look, _text)
        amounts, pay = self._amounts(markets)
        return Sketch(
            name=name, failure=failure, title={"en": _title(name)}, owner=owner, markets=markets, languages=languages,
            acknowledge=soon, first=first, role=role, words=LOOK if words == look else {"en": words},
            amounts=amounts, calendars=possible.calendars(markets), pay=pay, survey=possible.message("csat", languages),
            last=self._message("Which message comes last?", "what-we-did", languages),
        )  # fmt: skip

    def _markets(self, text: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        wrong = [market for market in found if market not in self.possible.markets]
        if wrong or not found:
            known = ", ".join(self.possible.markets)
            what = f"“{wrong[0]}” is no market of the house." if wrong else "A playbook is for a market at least."
            raise UsageError(what, remedy=f"There are: {known}.")
        return found

    def _role(self, text: str) -> str:
        roles = self.possible.roles
        if roles and text not in roles:
            raise UsageError(f"“{text}” is a role that nobody has.", remedy=f"There are: {', '.join(roles)}.")
        return _name(text)

    def _message(self, question: str, proposed: str, languages: Sequence[str]) -> str:
        """Ask for one of the messages that are there in all languages; without one there is nothing to ask."""
        there = [name for name in self.possible.shelf.messages if self.possible.message(name, languages)]
        if not there:
            return ""

        def known(text: str) -> str:
            if text in {*there, _NONE}:
                return "" if text == _NONE else text
            listed = ", ".join([*there, _NONE])
            raise UsageError(f"“{text}” is no message in {', '.join(languages)}.", remedy=f"There are: {listed}.")

        return self.one(question, "", proposed if proposed in there else _NONE, known)

    def _amounts(self, markets: Sequence[str]) -> tuple[Mapping[str, str], str]:
        """Ask what the customer gets where it cannot be put right, in the money of each market."""
        if not self.possible.pays:
            return {}, ""
        currencies, found = self.possible.currencies(markets), dict[str, str]()
        for currency in dict.fromkeys(currencies.values()):
            where = [market for market in markets if currencies[market] == currency]
            of = f" ({', '.join(where)})" if len(where) < len(markets) else ""
            question = f"What does the customer get where it cannot be put right{of}?"
            amount = self.one(question, "", f"{_PROPOSED.get(currency, 20)} {currency}", _amount)
            if not amount:
                return {}, ""
            found.update(dict.fromkeys(where, amount))
        return {market: found[market] for market in markets}, self.possible.pays[0]

    def one(self, question: str, given: str, proposed: str, read: Callable[[str], _T]) -> _T:
        """Ask one thing until the answer can be read; nothing typed is what is proposed."""
        if given or not self.asks:
            return read(given or proposed)
        while True:
            print(f"{question} [{proposed}] ", end="", file=sys.stderr, flush=True)  # noqa: T201 — a question
            typed = sys.stdin.readline()
            if not typed:
                raise UsageError("the answers ended.", remedy="Give them with --failure and its kin, or --yes.")
            try:
                return read(typed.strip() or proposed)
            except UsageError as trouble:
                say(f"  {trouble.what} {trouble.remedy}".rstrip())


def _amount(text: str) -> str:
    if text == _NONE:
        return ""
    if parse_money(text).minor <= 0:
        raise UsageError(f"“{text}” is not more than nothing.", remedy=f"Write an amount, or {_NONE}.")
    return text.strip()


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise UsageError(f"“{text}” is no name.", remedy="Use letters, digits, “.”, “_”, “-”.")
    return text


def _span(text: str) -> str:
    return str(parse_span(text))


def _text(text: str) -> str:
    return text


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _likely(roles: Sequence[str], wanted: str) -> str:
    return wanted if wanted in roles or not roles else roles[0]
