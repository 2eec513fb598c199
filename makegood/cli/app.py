"""The commands and their words. Each is named by where it lies, so that only the one that is called is imported."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from itertools import pairwise

import cyclopts

from domain.errors import MakegoodError, UsageError
from makegood.cli.output import complain, say
from makegood.cli.version import version

_CASE = {
    "list": "Which cases there are.",
    "show": "Where a case stands.",
    "explain": "A case in plain words, as it could be told to the customer.",
    "events": "Every fact of a case.",
}
_STEERING = {
    "change": "More is known of the failure, or it grew.",
    "signal": "Say that something happened which the case waits for.",
    "receipt": "Take a receipt in for what is covered.",
    "contact": "Record that the customer wrote or called.",
    "choose": "Record what the customer chose.",
    "withdraw": "The customer withdraws.",
    "cancel": "Call a case off; what is half done is undone.",
    "about": "Say whom of the house a complaint is about; they have no hand in it.",
    "risk": "Judge how bad a case is: raise its tier, or propose a lower one.",
    "hold": "Freeze a case; its clocks run on.",
    "free": "End a hold, or let a parked case go on.",
    "reopen": "Take a closed case up again, one tier up.",
}
_PROMISING = {
    "new-time": "Say until when a promise can be kept instead; the customer is told.",
    "stop-clock": "Let the time of a promise stand still while it waits for the customer.",
    "resume-clock": "Let the time of a promise go on.",
    "restate-clock": "Correct from when a promise counts.",
    "estimate": "Record what the customer was told to expect.",
    "request": "Record that the customer was asked for something.",
    "received": "Record that it is there.",
    "bounced": "Record that a message did not arrive.",
    "hand-over": "Hand a case to the next, with a note.",
}
_ENDING = {
    "accept": "Write down that the customer agrees.",
    "reject": "Write down that the customer does not agree; somebody uninvolved looks at it again.",
    "finding": "Say what was found, and the reasons.",
    "refer": "Say to whom the matter goes, and when they took it on.",
    "tried": "Record that the customer could not be reached.",
    "cause": "Name why it happened.",
    "expects": "Record what the customer hopes for.",
    "close": "End a case with an outcome, by the closure rule.",
}
_PROMISE = {"list": "What is promised, and what was broken.", "score": "What was said, and what happened."}
_CLOSING = {
    "causes": "Why things went wrong: the causes that were named, counted.",
    "endings": "How cases ended, and what their endings did not show.",
}
_PLAYBOOK = {
    "validate": "Check playbooks and other documents; every finding at once.",
    "simulate": "Play made-up failures through a playbook on a virtual clock.",
}
_LOOK = {
    "graph": "A playbook as a picture: text, Mermaid or SVG.",
    "explain": "A whole playbook in plain words.",
    "diff": "What differs between two states of a playbook, in a manager's words.",
}
_TASK = {"list": "What people are asked to do, the most urgent first.", "show": "One task with all it takes.",
         "claim": "Take a task on.", "release": "Give a task back.", "do": "Do a task: fill its form."}  # fmt: skip
_STEP = {"retry": "Have a step tried anew.", "skip": "Go on without a step.", "undo": "Have a done step taken back."}
_REMEDY = {
    "approve": "Grant a proposed remedy.",
    "deny": "Say no to a proposed remedy.",
    "decline": "Write down that the customer does not want one.",
    "came-back": "Record that what was paid came back: it is to be paid again.",
    "reverse": "Record that what the customer got was taken back.",
    "elsewhere": "Record that they got money for the same elsewhere.",
    "proof": "Take in what shows a claim.",
}
_HOUSE = {
    "list": "Who belongs to the house.",
    "add": "Take somebody in.",
    "grant": "Let a person act in a role.",
    "revoke": "End a person's role.",
    "certify": "Record a person's level of a skill, or a certificate.",
    "since": "Record since when a person serves.",
    "maturity": "Record how calm a person is under pressure.",
    "train": "Record a training somebody went through.",
    "absent": "Record that somebody is away, and who stands in.",
    "back": "End an absence.",
    "delegate": "Let somebody do what a person may, until that is ended.",
    "end-delegate": "End a delegation.",
}
_BUDGET = {
    "set": "Let no more than some amounts be granted in a period.",
    "lift": "Take a budget away: nothing is limited by it any more.",
    "show": "What is left of every budget.",
    "check": "Rebuild what was taken from budgets from the facts of all cases, and compare.",
}
_DOCUMENT = {
    "list": "What is in force, and what waits to be approved.",
    "show": "Everything that happened to a document, with who and why.",
    "hand-in": "Hand documents in, for somebody else to approve.",
    "approve": "Put in force what somebody else handed in.",
    "turn-down": "Say no to what was handed in, or take it back.",
    "bring-back": "Hand an older version in again.",
    "retire": "Let no new case begin with a document.",
    "stop": "The kill switch: cases on a playbook take no further step by themselves.",
    "resume": "Let a stopped playbook go on.",
}
_CALENDAR = {"freeze": "Freeze holidays, clock and hours of a place to a document."}
_ALONE = {
    "demo": ("makegood.cli.demo:demo", "Watch failures being put right, in a simulated world."),
    "up": ("makegood.cli.up:up", "Run the engine."),
    "doctor": ("makegood.cli.doctor:doctor", "See what is wrong, and where each setting comes from."),
    "bench": ("makegood.cli.bench:bench", "Measure this machine; writes docs/figures.md."),
    "detect": ("makegood.cli.detect:detect", "Read a feed, and open a case for every failure in it."),
}
_SCHEMA = {
    "event": "The JSON Schema of every event.",
    "playbook": "The JSON Schema of playbooks as they are written, for editors.",
    "calendar": "The JSON Schema of working calendars as they are written.",
    "routes": "The JSON Schema of routes outside the firm as they are written.",
    "remedies": "The JSON Schema of the kinds of remedies as they are written.",
    "causes": "The JSON Schema of catalogues of root causes as they are written.",
    "authority": "The JSON Schema of tables of authority as they are written.",
    "pack": "The JSON Schema of entitlement packs as they are written.",
    "risk-matrix": "The JSON Schema of risk matrices as they are written.",
    "tier-policy": "The JSON Schema of tier policies as they are written.",
}
_AUDIT = {
    "verify": "Check every record of the journal.",
    "reconcile": "Compare open cases with their rows, and with what Temporal runs.",
    "log": "What was done outside of cases: documents, the house, cases left alone, losses accepted.",
}
_DB = {
    "upgrade": "Bring the journal's tables to this release.",
    "copy": "Move the journal to another place: from a file to a server, or back.",
    "accept-loss": "Go on with an older copy of the journal; what it lacks is established first.",
}
_ENTITLEMENT = {"explain": "What a pack owes for a failure, by which clause, until when, and why not."}
_PACK = {
    "validate": "Check packs and their examples; every finding at once.",
    "diff": "What differs between two packs, or two versions of one, in a manager's words.",
}
_QUOTED = re.compile(r'"([^"]*)"')
INTERRUPTED = 130


def build() -> cyclopts.App:
    """Return the whole command line; nothing behind it is imported yet."""
    app = _app("makegood", "Find what went wrong for customers, put it right, and prove it.")
    app.version = version
    for name, (place, text) in _ALONE.items():
        app.command(place, name=name, help=text)
    _group(app, "case", "Look at cases and steer them.", _CASE)
    case = app["case"]
    for name, words in _STEERING.items():
        case.command(f"makegood.cli.steering:{name}", name=name, help=words)
    case.command("makegood.cli.opening:open_", name="open", help="Open a case for a failure that somebody tells.")
    case.command(
        "makegood.cli.replying:answer", name="answer", help="Write down what the customer answered afterwards."
    )
    case.command(
        "makegood.cli.replying:customer", name="customer", help="Write down the customer's address, name or language."
    )
    case.command("makegood.cli.replying:note", name="note", help="Add a remark; its words go into the vault.")
    case.command(
        "makegood.cli.ledger:ledger", name="ledger", help="What the customer is to get and got, as a statement."
    )
    case.command("makegood.cli.signs:signs", name="signs", help="Which signs of abuse wait for somebody to look.")
    case.command("makegood.cli.following:follow", name="follow", help="Watch a case as it goes.")
    for name, words in _PROMISING.items():
        case.command(f"makegood.cli.promising:{name.replace('-', '_')}", name=name, help=words)
    for name, words in _ENDING.items():
        case.command(f"makegood.cli.ending:{name}", name=name, help=words)
    _group(app, "promise", "What was promised, and what became of it.", _PROMISE)
    _group(app, "closing", "What closed cases came to.", _CLOSING)
    _group(app, "task", "What people are asked to do.", _TASK)
    _group(app, "step", "Put a hand on a single step.", _STEP)
    _group(app, "remedy", "What a customer is to get: grant it, deny it, and what became of it.", _REMEDY)
    _group(app, "house", "Persons, roles and skills.", _HOUSE)
    _group(app["house"], "budget", "How much may be granted: by the house, an actor, a playbook, in a case.", _BUDGET)
    _group(app, "document", "Put documents in force: written by one, approved by another.", _DOCUMENT)
    _group(app, "calendar", "Working calendars.", _CALENDAR)
    _group(app, "playbook", "Check playbooks, look at them, and try them.", _PLAYBOOK)
    for name, words in _LOOK.items():
        app["playbook"].command(f"makegood.cli.looking:{name}", name=name, help=words)
    playbook = app["playbook"]
    playbook.command("makegood.cli.examples:play", name="test", help="Play the examples kept beside playbooks.")
    playbook.command(
        "makegood.cli.drafting:new", name="new", help="Write the draft of a first playbook, with examples."
    )
    _group(app, "entitlement", "What law, contract or guarantee owes a customer.", _ENTITLEMENT)
    app["entitlement"].command(
        "makegood.cli.entitlement:list_", name="list", help="Which packs there are, for whom, and their versions."
    )
    app["entitlement"].command(
        "makegood.cli.recomputing:recompute", name="recompute",
        help="Decide once more what a case was found to be owed, by the packs and facts it names.",
    )  # fmt: skip
    _group(app, "pack", "Check packs of entitlements, and try them.", _PACK)
    app["pack"].command("makegood.cli.pack:try_", name="test", help="Ask packs what the examples beside them ask.")
    _group(app, "audit", "Prove that nothing was changed.", _AUDIT)
    _group(app, "worker", "Do the jobs of a queue.", {"run": "Run the service steps of a module."})
    _group(app, "schema", "Describe formats as JSON Schema.", _SCHEMA)
    _group(app, "db", "Look after the journal.", _DB)
    return app


def _app(name: str, text: str) -> cyclopts.App:
    return cyclopts.App(
        name=name, help=text, help_formatter="plain", exit_on_error=False, print_error=False,
        result_action="return_value", version_flags=["--version"],
    )  # fmt: skip


def _group(app: cyclopts.App, name: str, text: str, commands: dict[str, str]) -> None:
    group = _app(name, text)
    for command, words in commands.items():
        group.command(f"makegood.cli.{name}:{command.replace('-', '_')}", name=command, help=words)
    app.command(group)


def run(words: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    as_json = "--json" in words or "json" in _after(words, "--format")
    try:
        _check_written(words)
        answer = build()(list(words) or ["--help"])
    except MakegoodError as trouble:
        return complain(trouble, as_json=as_json)
    except cyclopts.CycloptsError as trouble:
        said = _QUOTED.sub(r"“\1”", str(trouble).strip())
        if isinstance(trouble, cyclopts.UnusedCliTokensError):
            left = " ".join(trouble.unused_tokens or ())
            said = f"“{left}” is more than this command takes."
        asked = " ".join(["makegood", *(trouble.command_chain or ())])
        return complain(UsageError(said, remedy=f"See {asked} --help."), as_json=as_json)
    except OSError as trouble:
        if trouble.errno != errno.ENAMETOOLONG:
            raise
        what = f"“{str(trouble.filename)[:40]}…” is too long for the name of a file."
        return complain(UsageError(what, remedy="Name a file or a folder."), as_json=as_json)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    return answer if isinstance(answer, int) else 0


def _check_written(words: Sequence[str]) -> None:
    """Refuse what is not written in UTF-8: the system passes its bytes on as halves of characters.

    A file that is there may be called anything.
    """
    for word in words:
        if os.path.lexists(word):
            continue
        try:
            word.encode()
        except UnicodeEncodeError as trouble:
            shown = word.encode(errors="surrogateescape").decode(errors="replace")
            raise UsageError(
                f"“{shown}” is not written in UTF-8.", remedy="Set the terminal to UTF-8, and write it again."
            ) from trouble


def _after(words: Sequence[str], option: str) -> list[str]:
    """Return what an option is given, before the words are understood."""
    joined = [word.partition("=")[2] for word in words if word.startswith(f"{option}=")]
    return joined + [word for before, word in pairwise(words) if before == option]
