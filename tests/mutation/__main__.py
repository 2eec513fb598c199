"""Plant small faults in the checker and the evaluator, and count those that no test notices.

`python -m tests.mutation --most 300 --seed 1` draws so many places by a seed, changes each in one way (cosmic-ray knows
the ways) in a copy of these files, and runs the tests of that part until the first one fails. Types are left alone:
they are annotations that nothing reads at run time. Survivors are printed with their line; those that are looked at and
explained stand in docs/reference/mutation.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

HOUSE: Final = Path(__file__).parents[2]
_CHECKER: Final = tuple(
    f"tests/unit/test_{name}.py"
    for name in ("typical_mistakes", "checker_edges", "playbook_load", "playbook_rules", "playbook_paths",
                 "playbook_house", "playbook_whole", "playbook_plan", "calendar_document")
)  # fmt: skip
_EVALUATOR: Final = tuple(
    f"tests/unit/test_expression_{name}.py"
    for name in ("check", "syntax", "evaluation", "limits", "laws", "type_laws")
)  # fmt: skip
PARTS: Final[Mapping[str, Sequence[str]]] = {
    "domain/playbook": (*_CHECKER, *_EVALUATOR), "domain/expression": (*_EVALUATOR, *_CHECKER),
}  # fmt: skip
"""What is changed, and the tests of it, those that notice most first."""
LEFT_OUT: Final = ("boundaries.py", "sketch.py", "sketch_words.py")
"""What lies in the same folder and checks nothing."""
COPIED: Final = (
    "domain", "activities", "workers", "workflows", "makegood", "tests", "playbooks", "messages", "calendars",
    "docs", "pyproject.toml",
)  # fmt: skip
_LEFT_OUT: Final = "BitOr"
_TIMEOUT = 90
_LOOK_EVERY = 0.02
_IMPORT: Final = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)
_STEADY: Final = "not (quickly or quick or bombs or bounded or checking_large)"
"""Left out: what is measured, which a busy machine would fail."""
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
    reader.add_argument("--only", default="domain/")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="makegood-mutation-") as folder:
        _copy(Path(folder))
        load(Path(folder))
        for part in PARTS:
            if tested(Path(folder), f"{part}/x.py") != "survived":
                print(f"the tests of {part} fail without any change", file=sys.stderr)
                return 1
        sys.dont_write_bytecode = True
        drawn = draw(given.most, given.seed, given.only)
        outcomes = []
        for number, change in enumerate(drawn, start=1):
            outcomes.append((change, outcome(Path(folder), change)))
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


def draw(most: int, seed: int, only: str) -> list[Change]:
    """Return one change each of so many places, drawn by a seed."""
    chance, places = random.Random(seed), _places(only)
    drawn = chance.sample(sorted(places), min(most, len(places)))
    return [chance.choice(places[place]) for place in drawn]


def _places(only: str) -> dict[tuple[str, tuple[int, int], tuple[int, int]], list[Change]]:
    """Return all changes by their place."""
    found: dict[tuple[str, tuple[int, int], tuple[int, int]], list[Change]] = {}
    for part in PARTS:
        for path in sorted((HOUSE / part).glob("*.py")):
            module = path.relative_to(HOUSE).as_posix()
            if module.startswith(only) and path.name not in LEFT_OUT:
                for start, end, change in _changes(path, module):
                    found.setdefault((module, start, end), []).append(change)
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


def outcome(folder: Path, change: Change) -> str:
    """Return whether the tests notice a change: killed, timeout or survived."""
    mutating, plugins = (importlib.import_module(f"cosmic_ray.{name}") for name in ("mutating", "plugins"))
    path = folder / change.module
    source, times = path.read_text(encoding="utf-8"), path.stat()
    mutated = mutating.mutate_code(source, plugins.get_operator(change.operator)(), change.occurrence)
    if mutated is None or mutated == source:
        return "no change"
    path.write_text(mutated, encoding="utf-8")
    try:
        return tested(folder, change.module)
    finally:
        path.write_text(source, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # what was compiled before holds again


def tested(folder: Path, module: str) -> str:
    """Run the tests of a module's part in a process that has all libraries loaded, but nothing of ours."""
    child = os.fork()
    if not child:
        os._exit(_in_child(folder, module))
    end = time.monotonic() + _TIMEOUT
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "killed" if status else "survived"
        time.sleep(_LOOK_EVERY)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def _in_child(folder: Path, module: str) -> int:
    """Run the tests; the corpus comes first and in this process, since it notices most and takes least."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    for name in _touched(module.removesuffix(".py").replace("/", ".")):
        sys.modules.pop(name, None)
        package, _, own = name.rpartition(".")
        vars(sys.modules.get(package, sys)).pop(own, None)  # where “from package import module” looks first
    try:
        seen = importlib.import_module("tests.support.corpus")
        looked = list(seen.look_at_all())
        if seen.listed(looked) != seen.TOLD.read_text(encoding="utf-8"):
            return 1
        if any(each.found != seen.unmarked(seen.CORPUS / each.name).places for each in looked):
            return 1
        return _unit_tests(folder, module)
    except BaseException:  # noqa: BLE001 — whatever it is, the change was noticed
        return 1


def _unit_tests(folder: Path, module: str) -> int:
    pytest = importlib.import_module("pytest")
    files = [str(path) for pattern in PARTS[module.rpartition("/")[0]] for path in sorted(folder.glob(pattern))]
    plugins = ["-p", "no:cacheprovider", "-p", "tests.mutation.quick"]
    return int(pytest.main(["-q", "-x", "-c", os.devnull, f"--rootdir={folder}", *plugins, "-k", _STEADY, *files]) != 0)


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
        for path in sorted((folder / part).glob("*.py")):
            importlib.import_module(f"{part}/{path.stem}".replace("/", "."))


def _touched(changed: str) -> set[str]:
    """Return our loaded modules that hold something of a changed one, and itself."""
    ours = [name for name in sys.modules if name.partition(".")[0] in {*COPIED}]
    imports = {name: set(_IMPORT.findall(_source(name))) for name in ours}
    found, more = {changed}, True
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
