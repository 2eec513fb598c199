"""`makegood task`: what people are asked to do."""

from __future__ import annotations

from collections.abc import Sequence

from activities.directory import Directories
from activities.ports import OPERATOR, PARKED, Parked, TaskRow
from domain.errors import NotFoundError, UsageError
from domain.house.roles import check_asked
from makegood.cli import task_page as page
from makegood.cli.acting import command, find, tell
from makegood.cli.options import Common
from makegood.cli.output import Output, strong
from makegood.cli.recorded import exit_code, to_json_state
from workers.asking import ask
from workers.library.roles import named_roles
from workers.opening import Reading, Story, reading


def list(role: str = "", *, common: Common = Common()) -> None:  # noqa: A001 — the command is called list
    """What people are asked to do, the most urgent first.

    Args:
        role: only what this role is asked, or this person.
    """

    async def look(r: Reading) -> Sequence[TaskRow]:
        found = await r.journal.tasks(role=role)
        if role and not found:  # nobody may be asked under it, or nobody by that name
            check_asked(role, await named_roles(r.library), await Directories(r.journal, r.clock).load())
        return found

    rows = reading(common.settings(), look)
    out = common.output
    if out.as_json:
        out.document([{name: getattr(row, name) for name in row.__slots__} for row in rows])
    elif not rows:
        out.line("Nobody is asked for anything." if not role else f"Nobody asks {role} for anything.")
    else:
        cells = [
            (r.case[:12], r.task, r.purpose, r.role, r.tier, out.instant(r.due), r.claimed_by or "–") for r in rows
        ]
        out.table(("case", "task", "for", "role", "tier", "due", "with"), cells)


def show(case: str, task: str, *, common: Common = Common()) -> int:
    """One task with all it takes, and the command that finishes it; whoever claimed it also reads what happened.

    Args:
        case: the case, or the beginning of its id.
        task: the task's name.
    """

    async def look(r: Reading) -> tuple[Story, page.Reader]:
        name = await r.person(common.as_)
        story = await r.story(await r.find(case))
        opened = await r.redirect(story, task, name), await r.customers(story, task, name)
        words, payee = (await r.their_words(story, name)).get(task), await r.payee(story, task, name)
        return story, page.Reader(name, *opened, words, payee)

    story, reader = reading(common.settings(), look)
    _show(story, task, common.output, reader)
    return exit_code(story.broken)


def _show(story: Story, task: str, out: Output, reader: page.Reader) -> None:
    found = story.case.tasks.get(task)
    if task == PARKED and story.parked is not None:
        _show_parked(story, story.parked, out)
        return
    if found is None:
        raise NotFoundError(f"the case has no task “{task}”.", remedy="See the open ones: makegood task list.")
    if out.as_json:
        told = {n: to_json_state(v) for n, v in vars(found).items()}
        out.document({"case": story.case.id, "task": task, **told, **page.data(story, task, found, reader, out.zone)})
        return
    for line in page.lines(story, task, found, out, reader):
        out.line(line)


def _show_parked(story: Story, parked: Parked, out: Output) -> None:
    free = f"makegood case free {story.case.id[:12]} --why REASON"
    if out.as_json:
        out.document({
            "case": story.case.id, "task": PARKED, "purpose": "parked", "roles": [OPERATOR], "since": parked.at,
            "why": parked.why, "command": free,
        })  # fmt: skip
        return
    out.line(f"{strong(PARKED)}  parked, open")
    out.line(f"  See why the engine leaves the case alone since {out.instant(parked.at)}: {parked.why}")
    out.line(f"  for {OPERATOR}; the case's clocks stand still meanwhile")
    out.line(f"  do it     {free}")


def claim(case: str, task: str, *, common: Common = Common()) -> None:
    """Take a task on.

    Args:
        case: the case, or the beginning of its id.
        task: the task's name.
    """
    command(common, case, "claim-task", task=task)


def release(case: str, task: str, *, why: str, common: Common = Common()) -> None:
    """Give a task back.

    Args:
        case: the case, or the beginning of its id.
        task: the task's name.
        why: the reason.
    """
    command(common, case, "release-task", task=task, why=why)


def do(case: str, task: str, *answer: str, common: Common = Common()) -> None:
    """Do a task: fill its form with name=value.

    Args:
        case: the case, or the beginning of its id.
        task: the task's name.
        answer: the fields of the answer, each as name=value.
    """
    fields = {}
    for field in answer:
        name, mark, value = field.partition("=")
        if not mark or not name:
            raise UsageError(f"“{field}” is no field.", remedy="Write name=value, for example approve=yes.")
        fields[name] = value
    told = ask(common.settings(), "answer", case=find(common, case), task=task, fields=fields, **{"as": common.as_})
    tell(common, told)
