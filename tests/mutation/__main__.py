"""Plant small faults where a wrong sign costs most, and count those that no test notices.

`python -m tests.mutation --most 300 --seed 1` draws so many places by a seed, changes each in one way (cosmic-ray knows
the ways) in a copy of these files, and runs the tests of that part until the first one fails. Types are left alone:
they are annotations that nothing reads at run time. Survivors are printed with their line; those that are looked at and
explained stand in docs/reference/mutation.md.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

HOUSE: Final = Path(__file__).parents[2]
_CHECKER: Final = tuple(
    f"tests/{name}.py"
    for name in ("unit/test_typical_mistakes", "unit/test_checker_edges", "unit/test_checker_laws",
                 "unit/test_telling_laws", "unit/test_layout_laws", "unit/test_deadline_laws",
                 "unit/test_playbook_load", "unit/test_playbook_rules", "unit/test_playbook_paths",
                 "unit/test_playbook_house", "unit/test_playbook_whole", "unit/test_playbook_plan",
                 "unit/test_calendar_document", "unit/test_frozen_laws", "corpus/test_listed")
)  # fmt: skip
_EVALUATOR: Final = tuple(
    f"tests/unit/test_expression_{name}.py"
    for name in ("check", "syntax", "evaluation", "limits", "bounds", "attacks", "laws", "type_laws")
)  # fmt: skip
_PACKS: Final = (
    "tests/unit/test_frozen_laws.py", "tests/packs/test_bounds.py", "tests/packs/test_asking.py",
    "tests/packs/test_never_laws.py", "tests/packs/test_table_laws.py", "tests/packs/test_places.py",
    "tests/unit/test_pack_language.py",
    "tests/packs/test_reading.py", "tests/packs/test_working.py", "tests/unit/test_pack_answers.py",
    "tests/packs/test_constructs.py", "tests/unit/test_pack_traps.py", "tests/packs/test_expected.py",
    "tests/laws/test_entitlements.py",
)  # fmt: skip
_CLOCK: Final = (
    "tests/unit/test_calendar.py", "tests/unit/test_clock.py", "tests/laws/test_calendar.py",
    "tests/laws/test_remainder.py",
    "tests/unit/test_contact_rules.py", "tests/laws/test_quiet_hours.py", "tests/unit/test_calendar_document.py",
    "tests/unit/test_expression_bounds.py", "tests/laws/test_calendar_oracle.py",
)  # fmt: skip
_MONEY: Final = (
    *(f"tests/unit/test_{name}.py"
      for name in ("remedy_ledger", "ledger", "budgets", "set_off_for_good", "signs", "kept_owed", "unsettled",
                   "at_least", "four_eyes", "approvers", "entitling", "care", "refused", "second_look", "tried_again",
                   "assessing", "what_a_tier_asks", "closing", "remedy_kinds", "who_said_it", "budgets_known",
                   "authority", "redress", "given_by_hand", "at_stake", "asked_again", "sent_twice", "known_amounts",
                   "receipts_told", "named_by_a_head", "done_alone", "recognised", "duties", "complaints",
                   "stopping", "examples_played")),
    "tests/laws/test_one_person.py", "tests/laws/test_lives.py",
)  # fmt: skip
_LEDGER: Final = (
    "ledger", "deciding/four_eyes", "deciding/granting", "deciding/judging", "deciding/remedying", "deciding/reversing",
    "evolving/remedies", "surveying/authority", "surveying/budgets", "surveying/covers", "surveying/got_twice",
    "surveying/not_made_good", "surveying/over_budget", "surveying/owing", "surveying/paid_before",
    "surveying/returned", "surveying/set_off", "surveying/signs", "surveying/still_owed", "surveying/unsettled",
)  # fmt: skip


class Part(NamedTuple):
    """What is changed: the files of a folder, or one; its tests, those that notice most first.

    `about` names the functions that are changed, or what they are registered for; () means all. `corpus` is whether bad
    documents are looked at, too, before the tests or behind them.
    """

    tests: tuple[str, ...]
    about: Sequence[str] = ()
    corpus: Literal["", "first", "last"] = ""


PARTS: Final[Mapping[str, Part]] = {
    "domain/playbook": Part((*_CHECKER, *_EVALUATOR), corpus="first"),
    "domain/expression": Part((*_EVALUATOR, *_CHECKER), corpus="first"),
    "domain/entitlement": Part(_PACKS, corpus="last"),
    "domain/clock": Part(_CLOCK),
    **{f"domain/case/{name}.py": Part(_MONEY) for name in _LEDGER},
    "domain/case/surveying/steps.py": Part(_MONEY, about=("grant_entry", "_propose", "pay", "_no_way_left")),
    "domain/case/decide.py": Part(_MONEY, about=("c.ApproveRemedy", "c.DenyRemedy", "_decided")),
    "domain/authority.py": Part(_MONEY),
    "domain/budgets.py": Part(_MONEY),
}
"""What is changed."""
LEFT_OUT: Final = ("boundaries.py", "sketch.py", "sketch_words.py")
"""What lies in the same folder and checks nothing."""
COPIED: Final = (
    "domain", "activities", "workers", "workflows", "makegood", "tests", "playbooks", "messages", "calendars", "packs",
    "docs", "pyproject.toml",
)  # fmt: skip
_LEFT_OUT: Final = "BitOr"
_UNCHANGED_SECONDS: Final = 1_800
"""The most processor time a run of the tests may take without a change."""
_TIMES: Final = 3
"""With a change it may take so many times what it takes without one."""
_MOST_MEMORY: Final = 4 * 1024**3
_IMPORT: Final = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)
_STEADY: Final = (
    "not (quickly or quick or two_tenths or bombs or bounded or checking_large or a_case_stays_with_the_rules"
    " or nothing_differs or numbers_to_change)"
)
"""Left out: what is measured, which a busy machine would fail, what needs a loop of its own, and what changes packs."""
_FINE: Final = (0, 5)
"""What pytest returns when all tests of a file pass, or none of them is run."""
_PLUGINS: Final = ("no:cacheprovider", "pytest_asyncio.plugin", "tests.mutation.quick")
_AS_OURS: Final = ("-m", "not proof", "-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function")
"""As the tests run otherwise; their own settings are left out."""
LIBRARIES: Final = (
    "pytest",
    "hypothesis",
    "hypothesis.strategies",
    "pydantic",
    "yaml",
    "jinja2",
    "_pytest.assertion.rewrite",
)
"""What is loaded once."""


class Change(NamedTuple):
    """One way to change one place."""

    module: str
    operator: str
    occurrence: int
    line: int


def main() -> int:
    """Draw places, change them one by one, and tell which changes no test notices."""
    reader = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    reader.add_argument("--most", type=int, default=300)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--only", nargs="+", default=["domain/"])
    given = reader.parse_args()
    only = tuple(given.only)
    with tempfile.TemporaryDirectory(prefix="makegood-mutation-") as folder:
        _copy(Path(folder))
        load(Path(folder))
        alike = {PARTS[part].tests: part for part in PARTS if any(each.startswith(only) for each in files(part))}
        most = dict[tuple[str, ...], int]()
        for part in alike.values():
            before = _used()
            if tested(Path(folder), files(part)[0], _UNCHANGED_SECONDS) != "survived":
                print(f"the tests of {part} fail without any change", file=sys.stderr)
                return 1
            most[PARTS[part].tests] = round(_TIMES * (_used() - before)) + _TIMES
        sys.dont_write_bytecode = True
        drawn = draw(given.most, given.seed, only)
        outcomes = []
        for number, change in enumerate(drawn, start=1):
            outcomes.append((change, outcome(Path(folder), change, most[part_of(change.module).tests])))
            print(
                f"{number}/{len(drawn)} {change.module}:{change.line} {change.operator}: {outcomes[-1][1]}",
                file=sys.stderr,
            )
        return tell(outcomes, given.seed)


def _copy(to: Path) -> None:
    for name in COPIED:
        if (HOUSE / name).is_dir():
            shutil.copytree(HOUSE / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(HOUSE / name, to / name)


def draw(most: int, seed: int, only: tuple[str, ...]) -> list[Change]:
    """Return one change each of so many places, drawn by a seed."""
    chance, places = random.Random(seed), _places(only)
    drawn = chance.sample(sorted(places), min(most, len(places)))
    return [chance.choice(places[place]) for place in drawn]


def files(part: str) -> list[str]:
    """Return the modules of a part."""
    found = sorted((HOUSE / part).glob("*.py")) if (HOUSE / part).is_dir() else [HOUSE / part]
    return [path.relative_to(HOUSE).as_posix() for path in found if path.name not in LEFT_OUT]


def part_of(module: str) -> Part:
    """Return the part that a module is of."""
    return PARTS.get(module) or PARTS[module.rpartition("/")[0]]


def _places(only: tuple[str, ...]) -> dict[tuple[str, tuple[int, int], tuple[int, int]], list[Change]]:
    """Return all changes by their place."""
    found: dict[tuple[str, tuple[int, int], tuple[int, int]], list[Change]] = {}
    for module in (module for part in PARTS for module in files(part) if module.startswith(only)):
        lines = _lines(module, part_of(module).about)
        for start, end, change in _changes(HOUSE / module, module):
            if lines is None or start[0] in lines:
                found.setdefault((module, start, end), []).append(change)
    return found


def _lines(module: str, about: Sequence[str]) -> set[int] | None:
    """Return the lines of some functions, by their name or what they are registered for; None for all lines."""
    if not about:
        return None
    found: set[int] = set()
    for node in ast.parse((HOUSE / module).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            registered = {
                ast.unparse(arg) for each in node.decorator_list if isinstance(each, ast.Call) for arg in each.args
            }
            if {node.name, *registered} & {*about}:
                found |= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    return found


def _changes(path: Path, module: str) -> Iterator[tuple[tuple[int, int], tuple[int, int], Change]]:
    plugins, trees = importlib.import_module("cosmic_ray.plugins"), importlib.import_module("cosmic_ray.ast")
    nodes = list(trees.ast_nodes(trees.get_ast_from_path(path)))
    for name in sorted(plugins.operator_names()):
        kind = plugins.get_operator(name)
        if kind.arguments() or _LEFT_OUT in name:
            continue
        places = (place for node in nodes for place in kind().mutation_positions(node))
        for occurrence, (start, end) in enumerate(places):
            yield start, end, Change(module, name, occurrence, start[0])


def outcome(folder: Path, change: Change, most_s: int) -> str:
    """Return whether the tests notice a change: killed, timeout or survived."""
    mutating, plugins = (importlib.import_module(f"cosmic_ray.{name}") for name in ("mutating", "plugins"))
    path = folder / change.module
    source, times = path.read_text(encoding="utf-8"), path.stat()
    mutated = mutating.mutate_code(source, plugins.get_operator(change.operator)(), change.occurrence)
    if mutated is None or mutated == source:
        return "no change"
    path.write_text(mutated, encoding="utf-8")
    try:
        return tested(folder, change.module, most_s)
    finally:
        path.write_text(source, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # what was compiled before holds again


def _used() -> float:
    """Return the processor time of all runs of tests so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tested(folder: Path, module: str, most_s: int) -> str:
    """Run the tests of a module's part in a process that has all libraries loaded, but nothing of ours."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (most_s, most_s + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        os._exit(_in_child(folder, module))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "timeout"
    return "killed" if status else "survived"


def _in_child(folder: Path, module: str) -> int:
    """Run the tests, and look at the corpus in this process: first where it notices most and takes least."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    for name in _touched(module.removesuffix(".py").replace("/", ".")):
        sys.modules.pop(name, None)
        package, _, own = name.rpartition(".")
        vars(sys.modules.get(package, sys)).pop(own, None)  # where “from package import module” looks first
    try:
        corpus = part_of(module).corpus
        if corpus == "first" and _told_otherwise():
            return 1
        return _unit_tests(folder, module) or int(corpus == "last" and _told_otherwise())
    except BaseException:  # noqa: BLE001 — whatever it is, the change was noticed
        return 1


def _told_otherwise() -> bool:
    """Say whether something else is found in the bad documents."""
    seen = importlib.import_module("tests.support.corpus")
    looked = list(seen.look_at_all())
    if seen.listed(looked) != seen.TOLD.read_text(encoding="utf-8"):
        return True
    return any(each.found != seen.unmarked(seen.CORPUS / each.name).places for each in looked)


def _unit_tests(folder: Path, module: str) -> int:
    """Run the tests, each file by itself: what the first of them notices does not wait for all others to be read."""
    pytest = importlib.import_module("pytest")
    plugins = [word for each in _PLUGINS for word in ("-p", each)]
    options = ["-q", "-x", "-c", os.devnull, f"--rootdir={folder}", *plugins, *_AS_OURS, "-k", _STEADY]
    paths = [str(path) for pattern in part_of(module).tests for path in sorted(folder.glob(pattern))]
    return int(any(pytest.main([*options, path]) not in _FINE for path in paths))


def load(folder: Path) -> None:
    """Load libraries and the copy of our modules once, so that a child only loads what a change touches."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.chdir(folder)
    sys.path[:] = [str(folder), *(each for each in sys.path if each not in {"", str(HOUSE)})]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]
    for library in LIBRARIES:
        importlib.import_module(library)
    for part in PARTS:
        for module in files(part):
            importlib.import_module(module.removesuffix(".py").replace("/", "."))


def _touched(changed: str) -> set[str]:
    """Return our loaded modules that hold something of a changed one, itself, and those beside it.

    What it registers itself with lies beside it, and would remember how it was before.
    """
    ours = [name for name in sys.modules if name.partition(".")[0] in {*COPIED}]
    imports = {name: set(_IMPORT.findall(_source(name))) for name in ours}
    beside = {name for name in ours if name.rpartition(".")[0] == changed.rpartition(".")[0]}
    found, more = {changed, *beside}, True
    while more:
        reached = {name for name in ours if any(_is_of(each, found) for each in imports[name])}
        more = not reached <= found
        found |= reached
    return found


def _is_of(imported: str, names: set[str]) -> bool:
    """Say whether an import reaches one of some modules, by their names or as parts of their package."""
    return any(name == imported or name.startswith(f"{imported}.") for name in names)


def _source(name: str) -> str:
    file = getattr(sys.modules[name], "__file__", None)
    return Path(file).read_text(encoding="utf-8") if file else ""


def tell(outcomes: Sequence[tuple[Change, str]], seed: int) -> int:
    """Print the survivors and the score."""
    counts = Counter(found for _, found in outcomes)
    for change, found in outcomes:
        if found == "survived":
            line = (HOUSE / change.module).read_text(encoding="utf-8").splitlines()[change.line - 1].strip()
            print(f"{change.module}:{change.line}: {change.operator.partition('/')[2]}: {line}")
    noticed, counted = counts["killed"] + counts["timeout"], len(outcomes) - counts["no change"]
    print(f"{noticed} of {counted} changes noticed ({noticed / counted:.1%}); seed {seed}; {dict(counts)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
