"""Examples of a playbook, kept beside it in `playbooks/examples/`. Read as strictly as playbooks.

examples: late-flight                       # the playbook that is tried
cases:
  - name: the money back, refused once
    market: us                              # may be left out where there is one
    failure: arrival-delay                  # may be left out where the playbook handles one
    reported: 2026-03-02T15:00:00Z          # the case is opened then; happened: … where it counts
    customer: Ana                           # or {name: Ana, key: c17, language: en, reachable: false}
    facts: {delay: 4h, passengers: [{id: p1, person: Ana, fare: 200 USD}]}
    when:                                   # in this order; whatever is not said goes well, at once
      - {choose: refund, of: way-forward, after: 2h}      # after: since it could be done; of: where there are several
      - {decline: way-forward}
      - {silent: way-forward}               # an offer, a question to the customer, a survey, an event: nothing comes
      - {late: call-the-customer}           # a task is not done before it rings; a remedy not decided before it is
      - {answer: call-the-customer, with: {agreed: a taxi}, by: sari, after: 1h}      # by: somebody of the house
      - {answer: parcels.trace, with: {found: false}}     # what a connector answers
      - {refuse: seats.hold, why: no_seat}                # a step or a connector; a reason that it publishes
      - {fail: tickets.reissue, times: 2}                 # proven not done, and tried again
      - {unknown: tickets.reissue, then: not applied}     # nobody knows at first; then it turns out: applied
      - {later: couriers.book, after: 2h}                 # taken on, and confirmed when it is looked at again
      - {approve: refund, by: budi}
      - {deny: refund, for: p2, by: budi, why: not covered}           # for: the round of a loop by its key
      - {approve: refund, by: sari, barred: true}         # the engine refuses this; the next deed about it follows
      - {skip: seats.hold, why: no seats left}            # of what cannot go on; or retry: …
      - {change: {delay: 13h}, after: 5h, why: it grew}   # after: since the report, here and below
      - {event: parcel-found, after: 3h}
      - {withdraw: never mind, after: 1 day}              # or cancel: …
      - {receipt: 45 USD, of: hotel, after: 1 day}        # what: the thing it is for; number: the same is the same
      - {follow_up: csat, with: {outcome: 5, handling: 5}}
      - {cause: weather}
    expect:                                 # what is not written is not looked at, except that the case ends
      handled: true                         # false: the playbook is not for this failure
      tier: high
      steps: {apology: done, seats.hold: undone, "refund[p1]": done}  # never come to: skipped
      messages: [apology, way-forward, what-we-did]       # in order, exactly; questions of follow-ups aside
      promises: {acknowledge: kept}
      follow_ups: {csat: answered}          # or silence
      remedies: [{kind: refund, to: p1, amount: 200 USD, is: paid}]   # exactly; to: a name, or the key of a round
      tasks: [call-the-customer, approve refund]          # in order, exactly; root cause and follow-up calls aside
      outcome: alternative accepted         # or still open
      reopened: false
      resolved_within: 1 day                # since the report, by the calendar of the market
      closed_within: 6 days
      at: [{after: 25h, steps: {…}}]        # looks in between

Where nothing is said, an offer is answered with its first choice, a form with what is plain and good, and what cannot
go on is left out after a refusal, else tried again once. Beside `approve STEP` tasks are called `second STEP` and
`settle STEP` (a second answer), `give STEP` (a remedy by hand), `decide STEP` (it cannot go on), `find out STEP`
(nobody knows what became of it), `facts for STEP` (what is owed cannot be said without them; `answer: STEP` gives
them), `review`, `take up` (an escalation), `broken promise`, `reach` (a message did not arrive) and `make good`
(somebody says what is given by hand).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from domain.examples.deeds import Deeds
from domain.examples.document import Example, Examples
from domain.examples.expecting import Expecting
from domain.examples.stage import Stage
from domain.examples.telling import Telling
from domain.playbook.findings import At, Finding, quoted
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.plan import Plan
from domain.playbook.reader import Reader, Shape
from domain.playbook.surroundings import Surroundings

EXAMPLES: Final = Shape("a file of examples", ("examples", "cases"))
EXAMPLE: Final = Shape(
    "an example", ("name", "reported", "expect"), ("market", "failure", "happened", "customer", "facts", "when")
)
NOBODY_SAID: Final = datetime(2026, 1, 1, tzinfo=UTC)


def compile_examples(
    text: str | bytes, file: str, surroundings: Surroundings, staff: frozenset[str] | None
) -> tuple[Examples | None, list[Finding]]:
    """Compile a file of examples; they are there exactly when there are no findings.

    Args:
        text: what the file holds.
        file: its name, for the findings.
        surroundings: the house, with its playbooks.
        staff: who belongs to the house; None where that is not checked.
    """
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, EXAMPLES)
    plan = _plan(read, fields.get("examples"), surroundings)
    if root is None or plan is None:
        return None, report.findings
    reading = _Reading(read, Stage(plan, staff), surroundings)
    cases = tuple(reading.example(item) for item in read.items(fields.get("cases"), "examples"))
    return (None if report.findings else Examples(plan.playbook, plan, cases)), report.findings


def _plan(read: Reader, node: Node | None, surroundings: Surroundings) -> Plan | None:
    name = read.name(node)
    if not name or not isinstance(node, Scalar):
        return None
    if name not in surroundings.playbooks:
        read.unknown("unknown-playbook", node, "is no playbook of the house", surroundings.playbooks)
        return None
    found = surroundings.plan(name)
    if isinstance(found, Plan):
        return found
    remedy = f"Check it: makegood playbook validate {name}.yaml."
    read.report.add("unknown-playbook", node.at, f"{quoted(name)} is illegal itself.", remedy)
    return None


@dataclass(slots=True)
class _Reading:
    """Reads examples one after the other; their names differ."""

    read: Reader
    stage: Stage
    surroundings: Surroundings
    names: dict[str, At] = field(default_factory=dict)

    def example(self, node: Node) -> Example:
        """Read one example."""
        fields, telling = self.read.fields(node, EXAMPLE), Telling(self.read)
        market = self._one_of(fields, "market", self.stage.plan.markets, node.at)
        handled = tuple(dict.fromkeys(each.failure for each in self.stage.plan.handles))
        customer, language = telling.person(fields.get("customer"))
        known = self.surroundings.markets.get(market)
        deeds, expecting = Deeds(telling, self.stage), Expecting(telling, self.stage)
        return Example(
            name=self._name(fields.get("name")), line=node.at.line, market=market,
            failure=self._one_of(fields, "failure", handled, node.at),
            reported=self._instant(fields.get("reported")) or NOBODY_SAID,
            happened=self._instant(fields.get("happened")), customer=customer,
            language=language or (known.language if known else "en"),
            facts=telling.record(fields.get("facts"), self.stage.plan.facts, "example-fact", at=node.at),
            when=deeds.all(fields.get("when")), expected=expecting.whole(fields.get("expect")),
        )  # fmt: skip

    def _name(self, node: Node | None) -> str:
        name = self.read.text(node)
        if node is not None and name in self.names:
            what = f"{quoted(name)} stands in line {self.names[name].line} already."
            self.read.report.add("bad-name", node.at, what, "Give each example a name of its own.")
        elif node is not None:
            self.names[name] = node.at
        return name

    def _one_of(self, fields: Fields, name: str, known: tuple[str, ...], at: At) -> str:
        """Read a word that may be left out where there is only one."""
        node = fields.get(name)
        if node is not None:
            return self.read.word(node, known, known[0])
        if len(known) > 1:
            remedy = f"Write {name}: one of {', '.join(known)}."
            self.read.report.add("missing-field", at, f"“{name}” is missing in an example.", remedy)
        return known[0]

    def _instant(self, node: Node | None) -> datetime | None:
        return self.read.instant(node) if node is not None else None
