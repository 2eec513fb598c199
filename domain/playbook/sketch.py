"""A first playbook to go on from, and examples beside it: commented, and legal as they stand.

Remarks are written in the language of the customers where they have one in common, else in English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.playbook.sketch_words import REMARKS, SETTLE
from domain.vocabulary import Words

ASK: Final = "look-into-it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What a new playbook is about. Messages are "" where the house has none; without amounts a person settles it."""

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
    amounts: Mapping[str, str]
    """What the customer gets, by market."""
    calendars: tuple[str, ...]
    """The calendars that count the days of the markets; none where one of them has none."""
    pay: str
    last: str
    survey: str

    def say(self, about: str, **parts: str) -> str:
        """Return words of the playbook in its language."""
        language = self.languages[0] if len(self.languages) == 1 else "en"
        return REMARKS[about].get(language, REMARKS[about]["en"]).format(**parts)


def playbook_text(sketch: Sketch, file: str) -> str:
    """Write the playbook, which will lie in a file."""
    say = sketch.say
    counted = f"    # {say('counted', calendars=', '.join(sketch.calendars))}" if sketch.calendars else ""
    return "\n".join(
        (
            f"# {say('plan')}",
            f"# {say('check', file=file)}",
            f"# {say('play', file=file)}",
            f"# {say('draft')}",
            f"playbook: {sketch.name}",
            "language: 1",
            f"title: {_words(sketch.title, sketch)}    # {say('title')}",
            f"owner: {sketch.owner}    # {say('owner')}",
            f"markets: [{', '.join(sketch.markets)}]    # {say('markets', languages=', '.join(sketch.languages))}",
            "",
            f"handles:    # {say('handles')}",
            f"  - failure: {sketch.failure}",
            "",
            f"facts:    # {say('facts')}",
            "  what: text",
            f"  hours: integer optional    # {say('types')}",
            "",
            f"risk:    # {say('risk')}",
            "  likelihood: possible",
            "  consequence: {safety: none, rights: none, money: minor, inconvenience: moderate}",
            "",
            f"promises:    # {say('promises')}",
            f"  acknowledge: {{within: {sketch.acknowledge}, kept_by: {sketch.first or ASK}}}",
            f"  resolve: {{within: {'5 working days' if sketch.calendars else '120h'}}}{counted}",
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
    if_not, say = f'not answer("{ASK}").solved', sketch.say
    lines = [
        *([f"  - {{tell: {sketch.first}, gives: [apology]}}"] if sketch.first else []),
        f"  - ask: {ASK}    # {say('ask')}",
        f"    of: {sketch.role}",
        f"    due: {'8h' if sketch.first else sketch.acknowledge}",
        f"    words: {_words(sketch.words, sketch)}",
        f"    form: {{solved: yes_no, found: text optional}}    # {say('form')}",
    ]
    if sketch.amounts:
        limits = ", ".join(dict.fromkeys(sketch.amounts.values()))
        ladder = f"{{auto_up_to: [{limits}], above: [{{role: {sketch.owner}}}], within: 8h}}"
        lines += [
            f"  - remedy: goodwill    # {say('if_not')}",
            f"    when: {if_not}",
            f"    amount: {_amount(sketch)}",
            f"    pay: {sketch.pay}",
            f"    authority: {ladder}    # {say('above')}",
        ]
    else:
        lines += [
            f"  - ask: settle-it    # {say('if_not')}",
            f"    when: {if_not}",
            f"    of: {sketch.owner}",
            "    due: 24h",
            f"    words: {_words(SETTLE, sketch)}",
        ]
    return [*lines, *([f"  - {{tell: {sketch.last}, gives: [explanation, decision]}}"] if sketch.last else [])]


def _amount(sketch: Sketch) -> str:
    """Write what the customer gets: by market where their money differs."""
    different = dict.fromkeys(sketch.amounts.values())
    *others, last = different
    if not others:
        return last
    lines = []
    for amount in others:
        markets = [market for market, its in sketch.amounts.items() if its == amount]
        named = f'== "{markets[0]}"' if len(markets) == 1 else f"in [{', '.join(map(json.dumps, markets))}]"
        lines.append(f"{{when: 'case.market {named}', is: {amount}}}")
    return f"[{', '.join(lines)}, {{else: {last}}}]"


def _follow_up(sketch: Sketch) -> list[str]:
    if not sketch.survey:
        return []
    asked = f'answer("{sketch.survey}").handling <= 2'
    return [
        f"follow_up:    # {sketch.say('follow_up')}",
        f"  - {{after: 72h, survey: {sketch.survey}, reopen_when: {asked}, silent: accept}}",
    ]


def _close(sketch: Sketch) -> list[str]:
    needs = [name for name, message in (("apology", sketch.first), ("explanation", sketch.last)) if message]
    given = f"needs: [{', '.join(needs)}], " if needs else ""
    return [f"close: {{{given}root_cause: required}}    # {sketch.say('close')}"]


def _words(words: Mapping[str, str], sketch: Sketch) -> str:
    """Write words in every language of the markets; in quotes they hold whatever words may hold."""
    any_language = words.get("en") or next(iter(words.values()))
    parts = (f"{name}: {_quoted(words.get(name, any_language))}" for name in sketch.languages)
    return f"{{{', '.join(parts)}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- The examples ----------------------------------------------------------------------------------------------------
def examples_text(sketch: Sketch, file: str) -> str:
    """Write the examples, which will lie in a file."""
    say = sketch.say
    told = [name for name in (sketch.first, sketch.last) if name]
    steps = ", ".join(f"{name}: done" for name in (sketch.first, ASK) if name)
    otherwise = "goodwill" if sketch.amounts else "settle-it"
    meanwhile = f"\n      at: [{{after: 7h, steps: {{{ASK}: open}}, outcome: still open}}]" if sketch.first else ""
    return f"""\
# {say("examples", name=sketch.name)}
# {say("play", file=file)}
examples: {sketch.name}
cases:
  - name: {say("right")}
    market: {sketch.markets[0]}
    failure: {sketch.failure}
    reported: 2026-03-02T15:00:00Z
    facts: {{what: {say("thing")}}}
    when:
      - {{answer: {ASK}, with: {{solved: true}}}}
    expect:
      steps: {{{steps}, {otherwise}: skipped}}
      messages: [{", ".join(told)}]
      promises: {{acknowledge: kept, resolve: kept}}
      tasks: [{ASK}]
      outcome: solved

  - name: {say("wrong")}
    market: {sketch.markets[0]}
    failure: {sketch.failure}
    reported: 2026-03-02T15:00:00Z
    facts: {{what: {say("thing")}, hours: 5}}
    when:
      - {{answer: {ASK}, with: {{solved: false, found: {say("nobody")}}}, after: 30m}}
    expect:
      steps: {{{otherwise}: done}}{_paid(sketch)}

  - name: {say("late")}
    market: {sketch.markets[0]}
    failure: {sketch.failure}
    reported: 2026-03-02T15:00:00Z
    facts: {{what: {say("thing")}}}
    when:
      - {{late: {ASK}}}
    expect:
      steps: {{{ASK}: done}}{meanwhile}
"""


def _paid(sketch: Sketch) -> str:
    if not sketch.amounts:
        return ""
    return f"\n      remedies: [{{kind: goodwill, amount: {sketch.amounts[sketch.markets[0]]}, is: paid}}]"
