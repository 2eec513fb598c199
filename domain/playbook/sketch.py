"""A first playbook to go on from, and an example beside it: commented, and legal as they stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.vocabulary import Words

ASK: Final = "look-into-it"
LOOK: Final[Words] = {
    "en": "Look into it and put it right", "id": "Periksa dan perbaiki", "vi": "Kiểm tra và khắc phục",
}  # fmt: skip
SETTLE: Final[Words] = {
    "en": "Talk to the customer and settle it", "id": "Bicarakan dengan pelanggan dan selesaikan",
    "vi": "Trao đổi với khách hàng và giải quyết",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What a new playbook is about. Messages are "" where the house has none; without an amount a person settles it."""

    name: str
    failure: str
    title: Words
    owner: str
    markets: tuple[str, ...]
    languages: tuple[str, ...]
    acknowledge: str
    first: str
    role: str
    words: Words
    amount: str
    pay: str
    last: str
    survey: str


def playbook_text(sketch: Sketch) -> str:
    """Write the playbook."""
    file = f"playbooks/{sketch.name}.yaml"
    return "\n".join(
        (
            "# Say here in a sentence what this plan is for and how it goes; whoever reads it aloud should follow it.",
            f"# Check it: makegood playbook validate {file}. Play its examples: makegood playbook test {file}.",
            f"playbook: {sketch.name}",
            "language: 1",
            f"title: {_words(sketch.title, sketch)}    # in each language",
            f"owner: {sketch.owner}    # the role that decides what nobody else does",
            f"markets: [{', '.join(sketch.markets)}]    # all words below are there in: {', '.join(sketch.languages)}",
            "",
            "handles:    # for which failures this plan is; when: failure.hours >= 3 would narrow it down",
            f"  - failure: {sketch.failure}",
            "",
            "facts:    # what a failure must tell, by type; conditions read it as failure.what",
            "  what: text",
            "  hours: integer optional    # also: yes_no, date, instant, duration, money, person, [one, other]",
            "",
            "risk:    # how likely it is that harm follows, and how bad it would be; the house makes a tier of it",
            "  likelihood: possible",
            "  consequence: {safety: none, rights: none, money: minor, inconvenience: moderate}",
            "",
            "promises:    # what the customer is told to expect: kept by a step, or when the case is resolved",
            f"  acknowledge: {{within: {sketch.acknowledge}, kept_by: {sketch.first or ASK}}}",
            "  resolve: {within: 120h}",
            "",
            "steps:",
            *_steps(sketch),
            "",
            *_follow_up(sketch),
            *_close(sketch),
            "",
        )
    )


def _steps(sketch: Sketch) -> list[str]:
    if_not = f'not answer("{ASK}").solved'
    lines = [
        *([f"  - {{tell: {sketch.first}, gives: [apology]}}"] if sketch.first else []),
        f"  - ask: {ASK}    # a task for a person of a role; it rings when it is due",
        f"    of: {sketch.role}",
        "    due: 8h",
        f"    words: {_words(sketch.words, sketch)}",
        "    form: {solved: yes_no, found: text optional}    # what they fill in",
    ]
    if sketch.amount:
        ladder = f"{{auto_up_to: [{sketch.amount}], above: [{{role: {sketch.owner}}}], within: 8h}}"
        lines += [
            "  - remedy: goodwill    # only where it could not be put right",
            f"    when: {if_not}",
            f"    amount: {sketch.amount}",
            f"    pay: {sketch.pay}",
            f"    authority: {ladder}    # more than that: a person decides",
        ]
    else:
        lines += [
            "  - ask: settle-it    # only where it could not be put right",
            f"    when: {if_not}",
            f"    of: {sketch.owner}",
            "    due: 24h",
            f"    words: {_words(SETTLE, sketch)}",
        ]
    return [*lines, *([f"  - {{tell: {sketch.last}, gives: [explanation]}}"] if sketch.last else [])]


def _follow_up(sketch: Sketch) -> list[str]:
    if not sketch.survey:
        return []
    asked = f'answer("{sketch.survey}").handling <= 2'
    return [
        "follow_up:    # asked again later; a bad answer opens the case again",
        f"  - {{after: 72h, survey: {sketch.survey}, reopen_when: {asked}, silent: accept}}",
    ]


def _close(sketch: Sketch) -> list[str]:
    needs = [name for name, message in (("apology", sketch.first), ("explanation", sketch.last)) if message]
    given = f"needs: [{', '.join(needs)}], " if needs else ""
    return [f"close: {{{given}root_cause: required}}    # what must have been given before the case may close"]


def _words(words: Mapping[str, str], sketch: Sketch) -> str:
    """Write words in every language of the markets; in quotes they hold whatever words may hold."""
    any_language = words.get("en") or next(iter(words.values()))
    parts = (f"{name}: {_quoted(words.get(name, any_language))}" for name in sketch.languages)
    return f"{{{', '.join(parts)}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- The example -----------------------------------------------------------------------------------------------------
def examples_text(sketch: Sketch) -> str:
    """Write the examples."""
    told = [name for name in (sketch.first, sketch.last) if name]
    steps = ", ".join(f"{name}: done" for name in (sketch.first, ASK) if name)
    otherwise = "goodwill" if sketch.amount else "settle-it"
    return f"""\
# What {sketch.name} does, shown: given this, expect that. Whatever is not said goes well, at once.
# Play them: makegood playbook test playbooks/examples/{sketch.name}.yaml
examples: {sketch.name}
cases:
  - name: it is put right
    market: {sketch.markets[0]}
    failure: {sketch.failure}
    reported: 2026-03-02T15:00:00Z
    facts: {{what: the wrong thing}}
    when:
      - {{answer: {ASK}, with: {{solved: true}}}}
    expect:
      steps: {{{steps}, {otherwise}: skipped}}
      messages: [{", ".join(told)}]
      promises: {{acknowledge: kept, resolve: kept}}
      tasks: [{ASK}]
      outcome: solved

  - name: it cannot be put right
    market: {sketch.markets[0]}
    failure: {sketch.failure}
    reported: 2026-03-02T15:00:00Z
    facts: {{what: the wrong thing, hours: 5}}
    when:
      - {{answer: {ASK}, with: {{solved: false, found: nobody knows}}, after: 30m}}
    expect:
      steps: {{{otherwise}: done}}{_paid(sketch)}

  - name: nobody looks into it before it is due
    market: {sketch.markets[0]}
    failure: {sketch.failure}
    reported: 2026-03-02T15:00:00Z
    facts: {{what: the wrong thing}}
    when:
      - {{late: {ASK}}}
    expect:
      steps: {{{ASK}: done}}
      at: [{{after: 7h, steps: {{{ASK}: open}}, outcome: still open}}]
"""


def _paid(sketch: Sketch) -> str:
    if not sketch.amount:
        return ""
    return f"\n      remedies: [{{kind: goodwill, amount: {sketch.amount}, is: paid}}]"
