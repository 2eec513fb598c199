"""What differs between the steps of two states of a playbook: what is new, gone, renamed, changed, moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.playbook import plan as p
from domain.views.playbook.difference.aspects import of_step
from domain.views.playbook.difference.change import Aspect, Change, compared
from domain.views.playbook.difference.matching import Map, Place, is_numbered, keyed, pairs
from domain.views.playbook.picture import label, title
from domain.views.playbook.reading import Reading
from domain.views.playbook.written import Part, parts


@dataclass(slots=True)
class Steps:
    """Compares the steps of two plans; `same` says of each step after which one it was before."""

    old: Reading
    new: Reading
    before: Map = field(init=False)
    after: Map = field(init=False)
    same: dict[str, str] = field(init=False)
    blocks: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """For each block after, by step and part, the one that it was before."""

    def __post_init__(self) -> None:
        """Find out which step is which."""
        self.before, self.after = Map.of(self.old.plan), Map.of(self.new.plan)
        self.same = pairs(self.before.steps, self.after.steps)
        self._rename()
        self.blocks[("", "")] = ("", "")
        for each in self.new.plan.whenever:
            self.blocks[(each.id, "")] = (each.id, "")
        for after, before in self.same.items():
            for new, old in _paired(keyed(parts(self.before.steps[before])), keyed(parts(self.after.steps[after]))):
                self.blocks[(after, new)] = (before, old)

    def changes(self) -> Iterator[Change]:
        """Yield all differences, in the order of the plan after; what is gone stands last."""
        strayed = self._strayed()
        for name, step in self.after.steps.items():
            before = self.same.get(name)
            if before is None:
                yield self._new(name, step)
                continue
            if before != name and not (is_numbered(name) and is_numbered(before)):
                yield Change("steps", "renamed", name, f"{before} is now called {name}", "name", name, before)
            yield from self._changed(name, before)
            if name in strayed:
                yield self._moved(name, before)
        gone = [name for name in self.before.steps if name not in self.same.values()]
        yield from (self._gone(name) for name in gone)

    # --- Which is which -----------------------------------------------------------------------------------------------
    def _rename(self) -> None:
        """Take a step that stands where another of its kind stood, and is much like it, for the same.

        Those that are most alike first, and of those by name, so that both ways round the same are found.
        """
        lost = {name for name in self.before.steps if name not in self.same.values()}
        come = {name for name in self.after.steps if name not in self.same}
        while found := [
            (-alike, min(before, after), max(before, after), before, after)
            for before in lost
            for after in come
            if self.before.steps[before].kind == self.after.steps[after].kind
            and (alike := self._alike(before, after)) * 2 >= 1
        ]:
            *_, before, after = min(found)
            self.same[after] = before
            lost.remove(before)
            come.remove(after)

    def _alike(self, before: str, after: str) -> float:
        """Say how much of two steps that stand in the same place is the same, 0 to 1; 0 where they stand elsewhere."""
        here, there = self.after.places[after], self.before.places[before]
        outer, behind = (self.same.get(name) if name else "" for name in (here.outer, here.behind))
        if (outer, behind) != (there.outer, there.behind) or (here.part is None) != (there.part is None):
            return 0.0
        old = {(each.field, each.raw) for each in self._aspects(self.old, before)}
        new = {(each.field, each.raw) for each in self._aspects(self.new, after)}
        return len(old & new) / max(len(old), len(new), 1)

    def _aspects(self, reading: Reading, name: str) -> Sequence[Aspect]:
        steps = self.before.steps if reading is self.old else self.after.steps
        return of_step(reading.at(name), steps[name])

    # --- What differs -------------------------------------------------------------------------------------------------
    def _changed(self, name: str, before: str) -> Iterator[Change]:
        old, new = self.before.steps[before], self.after.steps[name]
        yield from compared("steps", _called(name), of_step(self.old.at(before), old), of_step(self.new.at(name), new))
        yield from self._ways(name, keyed(parts(old)), keyed(parts(new)))

    def _ways(self, name: str, old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[Change]:
        """Yield the differences of the blocks of a step: on which condition, how many, in which order."""
        paired, subject = _paired(old, new), _called(name)
        here, there = self.new.at(name), self.old.at(self.same[name])
        for after, before in paired:
            if after != before:
                now, was = label(here, new[after]), label(there, old[before])
                now, was = (now, was) if now != was else (after, before)
                yield Change("steps", "changed", subject, f"{subject}: {now}, was {was}", "way", now, was)
        for part in (new[key] for key in new if key not in {after for after, _ in paired}):
            if _is_told(part):
                told = label(here, part)
                yield Change("steps", "new", subject, f"{subject}: new, “{told}”", "way", told)
        for part in (old[key] for key in old if key not in {before for _, before in paired}):
            if _is_told(part):
                told = label(there, part)
                yield Change("steps", "gone", subject, f"{subject}: gone, “{told}”", "way", "", told)
        places = [list(old).index(before) for _, before in paired]
        if places != sorted(places):
            yield _order(subject, [label(here, new[after]) for after, _ in paired], places)

    def _new(self, name: str, step: p.AnyStep) -> Change:
        where = self._where(self.new, self.after.places[name])
        told = _one_line(self.new.at(name), step)
        return Change("steps", "new", _called(name), f"new step {_called(name)} ({told}), {where}", now=told)

    def _gone(self, name: str) -> Change:
        told = _one_line(self.old.at(name), self.before.steps[name])
        return Change("steps", "gone", _called(name), f"{_called(name)} is gone ({told})", was=told)

    # --- Order --------------------------------------------------------------------------------------------------------
    def _strayed(self) -> set[str]:
        """Return the steps that stand in another block, or behind others than before."""
        found, blocks = set(), dict[tuple[str, str], list[str]]()
        for name, before in self.same.items():
            here, there = self.after.places[name].block, self.before.places[before].block
            if self.blocks.get(here) != there:
                found.add(name)
            else:
                blocks.setdefault(there, []).append(name)
        order = {name: number for number, name in enumerate(self.before.steps)}
        written = {name: number for number, name in enumerate(self.after.steps)}
        for names in blocks.values():
            names.sort(key=written.__getitem__)
            found |= _out_of_order(names, [order[self.same[name]] for name in names])
        return found

    def _moved(self, name: str, before: str) -> Change:
        now = self._where(self.new, self.after.places[name])
        was = self._where(self.old, self.before.places[before])
        return Change("steps", "moved", _called(name), f"{_called(name)}: now {now}, was {was}", "order", now, was)

    def _where(self, reading: Reading, place: Place) -> str:
        """Say where a step stands."""
        inside = ""
        if place.outer:
            part = f" “{label(reading.at(place.outer), place.part)}”" if place.part is not None else ""
            inside = f" in {_called(place.outer)}{part}"
        return (f"behind {_called(place.behind)}" if place.behind else "at the beginning") + inside


def _order(subject: str, labels: Sequence[str], places: Sequence[int]) -> Change:
    """Return that ways or branches stand in another order, which decides where several of them hold."""
    now, was = ", then ".join(labels), ", then ".join(each for _, each in sorted(zip(places, labels, strict=True)))
    return Change("steps", "moved", subject, f"{subject}: order {now}, was {was}", "order", now, was)


def _paired(old: Mapping[str, Part], new: Mapping[str, Part]) -> list[tuple[str, str]]:
    """Return which block after is which before: by what tells them apart, ways that are left in their order."""
    found = {key: key for key in new if key in old}
    left = [key for key in new if key not in found and new[key].name == "way"]
    lost = [key for key in old if key not in found and old[key].name == "way"]
    found.update(zip(left, lost, strict=False))
    return [(key, found[key]) for key in new if key in found]


def _out_of_order(names: Sequence[str], places: Sequence[int]) -> set[str]:
    """Return as few as possible that have to be moved so that the others stand in their old order."""
    runs: list[tuple[int, ...]] = [()]
    for number, place in enumerate(places):
        before = [run for run in runs if not run or places[run[-1]] < place]
        runs.append((*_longest(before), number))
    kept = set(_longest(runs))
    return {name for number, name in enumerate(names) if number not in kept}


def _longest(runs: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return max(runs, key=len)


def _is_told(part: Part) -> bool:
    """Say whether a block is told of beside the steps in it."""
    return part.name in {"way", "branch", "plan"} or not part.steps


def _one_line(reading: Reading, step: p.AnyStep) -> str:
    verb = reading.say(f"verb.{step.kind}").lower()
    return f"{verb}: {title(reading, step)}"


def _called(name: str) -> str:
    return name.removesuffix(":whole")
