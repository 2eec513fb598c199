"""Terms, compiled once: what they come to, exactly, with every step noted, or the facts they still need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from domain.clock.calendar import Calendar
from domain.clock.duration import Duration
from domain.clock.instant import from_ms, to_ms
from domain.clock.span import Span
from domain.clock.zone import DAY_MS, wall_ms
from domain.entitlement import model as m
from domain.entitlement.condition import test_of
from domain.entitlement.env import NOTHING, Code, Env, Missing, Test, Worked
from domain.entitlement.exact import Exact, rounded, same_currency, shown
from domain.entitlement.quantities import counted_on
from domain.errors import UsageError
from domain.money import Money
from domain.values import Value


def code_of(term: m.Term) -> Code:  # noqa: C901, PLR0911, PLR0912 — one line a kind
    """Compile a term."""
    match term:
        case m.Nothing():
            return lambda _: NOTHING
        case m.Given():
            return _given(term.value)
        case m.Named(name=name):
            return lambda env: exact(env.get(name))
        case m.Computed(source=source):
            worked = test_of(source)
            return lambda env: exact(worked(env))
        case m.Part():
            return _part(term)
        case m.Banded():
            return _banded(term)
        case m.ByWord():
            return _by_word(term)
        case m.ByCases():
            return _by_cases(term)
        case m.Each():
            return _each(term)
        case m.Total():
            return _total(term)
        case m.Indexed():
            return _indexed(term)
        case m.Counted():
            return _counted(term)
        case _:
            assert_never(term)


def exact(value: object) -> Worked:
    """Take an amount as an exact one."""
    return Exact.of(value) if isinstance(value, Money) else value  # type: ignore[return-value] # what terms can be


def _given(value: Value) -> Code:
    found = exact(value)
    return lambda _: found


def needed(parts: Sequence[Worked], first: Missing = frozenset()) -> Missing:
    """Return all that is missing among some values."""
    for part in parts:
        if isinstance(part, frozenset):
            first |= part
    return first


def _part(term: m.Part) -> Code:
    share, name, written = term.share.exact, term.of, term.share.written

    def run(env: Env) -> Worked:
        base = exact(env.get(name))
        if not isinstance(base, Exact):
            return base
        found = base.times(share)
        env.did("part", share=written, of=name, base=shown(base), gives=shown(found))
        return found

    return run


def _size(value: object) -> int:
    match value:
        case Duration(ms=ms):
            return ms
        case Exact(minor=minor):
            return minor  # type: ignore[return-value] # a fraction compares as well
        case Money(minor=minor):
            return minor
        case int():
            return value
        case _:
            return 0


def _banded(term: m.Banded) -> Code:
    over = term.over
    highs = [(None if band.high is None else _size(band.high), band.high_in) for band in term.bands]
    codes = [code_of(band.then) for band in term.bands]
    ends = [{"low": band.low, "low_in": band.low_in, "high": band.high, "high_in": band.high_in} for band in term.bands]

    def run(env: Env) -> Worked:
        found = env.get(over)
        if isinstance(found, frozenset):
            return _open(env, codes, found)
        size = _size(found)
        place = next(
            n for n, (high, within) in enumerate(highs) if high is None or size < high or (within and size == high)
        )
        env.did("band", of=over, value=found, **ends[place])  # type: ignore[arg-type] # a fact
        return codes[place](env)

    return run


def _by_word(term: m.ByWord) -> Code:
    by = term.by
    ways: Mapping[object, Code] = {_word(name): code_of(then) for name, then in term.ways.items()}
    otherwise = code_of(term.otherwise) if term.otherwise is not None else None

    def run(env: Env) -> Worked:
        found = env.get(by)
        if isinstance(found, frozenset):
            return _open(env, [code for code in (*ways.values(), otherwise) if code is not None], found)
        way = ways.get(found, otherwise)
        if way is None:
            raise UsageError(f"“{found}” is no “{by}” that this table knows.")
        env.did("word", of=by, value=found)  # type: ignore[arg-type] # a fact
        return way(env)

    return run


def _open(env: Env, codes: Sequence[Code], missing: Missing) -> Worked:
    """Return what a table needs whose line is not known; where the least is asked for, the least amount in it."""
    parts = [code(env) for code in codes]
    if env.least and all(isinstance(part, Exact) or part is NOTHING for part in parts):
        amounts = [part for part in parts if isinstance(part, Exact)]
        alike = len({part.currency for part in amounts}) == 1 and len(amounts) == len(parts)
        return min(amounts, key=lambda part: part.minor) if alike else NOTHING
    return needed(parts, missing)


def _word(name: str) -> object:
    return {"true": True, "false": False}.get(name, name)


def _by_cases(term: m.ByCases) -> Code:
    lines = [(tests_of(line.when), " and ".join(line.when), code_of(line.then)) for line in term.cases]
    otherwise = code_of(term.otherwise)
    sources = tuple(" and ".join(line.when) for line in term.cases)

    def run(env: Env) -> Worked:
        missing: Missing = frozenset()
        unknown = False
        for test, source, code in lines:
            found = test(env)
            if found is False:
                continue
            if found is True and not unknown:
                env.did("case", when=source)
                return code(env)
            unknown = True
            missing = needed([code(env)], missing | found if isinstance(found, frozenset) else missing)
            if found is True:
                return missing
        if unknown:
            return needed([otherwise(env)], missing)
        env.did("case-else", whens=sources)
        return otherwise(env)

    return run


def tests_of(sources: Sequence[str]) -> Test:
    """Compile conditions that all have to hold."""
    tests = [test_of(source) for source in sources]

    def run(env: Env) -> bool | Missing:
        missing: Missing = frozenset()
        unknown = False
        for test in tests:
            found = test(env)
            if found is False:
                return False
            if isinstance(found, frozenset):
                unknown, missing = True, missing | found
        return missing if unknown else True

    return run


def _each(term: m.Each) -> Code:
    amount, of, per = code_of(term.amount), code_of(term.of), _size(term.per)
    after = code_of(term.after) if term.after is not None else None
    said, begun, step = _named(term.of), term.begun, term.per

    def run(env: Env) -> Worked:
        length, start, each = of(env), after(env) if after is not None else 0, amount(env)
        missing = needed((length, start, each))
        if missing:
            return missing
        left = _size(length) - _size(start)
        count = max(0, -(-left // per) if begun else left // per)
        value, behind = _kept(length), _kept(start) if after is not None else None
        if not isinstance(each, Exact) or not count:
            env.did("each-none", of=said, value=value, after=behind, per=step, begun=begun)
            return NOTHING
        found = each.times(count)
        env.did(
            "each", of=said, value=value, after=behind, per=step, begun=begun, count=count, amount=shown(each),
            gives=shown(found),
        )  # fmt: skip
        return found

    return run


def _named(term: m.Term) -> str:
    match term:
        case m.Named(name=name):
            return name
        case m.Computed(source=source):
            return source
        case _:
            return ""


def _kept(value: Worked) -> Value:
    return value if isinstance(value, int | Duration) else shown(value)


def _total(term: m.Total) -> Code:
    codes = [code_of(part) for part in term.parts]

    def run(env: Env) -> Worked:
        found = [code(env) for code in codes]
        missing = needed(found)
        if missing:
            return missing
        amounts = [each for each in found if isinstance(each, Exact)]
        if not amounts:
            return NOTHING
        whole = amounts[0]
        for each in amounts[1:]:
            whole = Exact(same_currency(whole, each), whole.minor + each.minor)
        if len(amounts) > 1:
            env.did("sum", parts=tuple(map(shown, amounts)), gives=shown(whole))
        return whole

    return run


def _indexed(term: m.Indexed) -> Code:
    """Work an index out once; it rests on no facts."""
    env = Env({}, {}, None)
    base = code_of(term.base)(env)
    if not isinstance(base, Exact):
        return lambda _: base
    between = base.times(term.factor.exact)
    found, rounding = rounded(between, term.rounding), term.rounding
    env.did(
        "indexed", base=shown(base), factor=term.factor.written, between=shown(between), to=rounding.to,
        how=rounding.how, gives=shown(found),
    )  # fmt: skip
    steps = env.steps[-1:]

    def run(env: Env) -> Worked:
        env.steps += steps
        return found

    return run


def _counted(term: m.Counted) -> Code:
    since, until, span = term.since, term.until, term.after

    def run(env: Env) -> Worked:
        begin, end = env.get(since), env.get(until)
        missing = needed((begin, end))
        if missing:
            return missing
        if not isinstance(begin, date) or not isinstance(end, date):
            raise UsageError(f"“{since}” and “{until}” are no days.")
        last = last_day(begin, span, env.calendar)
        found = max(0, (end - last).days)
        env.did("counted", since=since, begin=begin, after=span, last=last, until=until, end=end, gives=found)
        return found

    return run


def last_day(begin: date, span: Span, calendar: Calendar | None) -> date:
    """Return the last whole day of a span that begins on the day after one.

    Raises:
        UsageError: working time, and no calendar was given.
        OutsideCalendar: the calendar does not reach that far.
    """
    found = counted_on(begin, span)
    if found is not None:
        return found
    if calendar is None:
        what = f"{span} can only be counted by a calendar, and none was given."
        raise UsageError(what, remedy="Name one, for example --calendar gb-eng-2025-2027.")
    clock = calendar.clock
    due = calendar.due(from_ms(clock.reaches(wall_ms(begin + timedelta(days=1)))), span).due
    shows = clock.shows_until(to_ms(due)) - 1
    return from_ms(shows // DAY_MS * DAY_MS).date()


def day_of(value: object, calendar: Calendar | None) -> date | None:
    """Return the day of a fact: an instant's by the zone of the calendar, else its UTC day; None where it has none."""
    if isinstance(value, datetime):
        if calendar is None:
            return value.date()
        return from_ms(calendar.clock.shows(to_ms(value)) // DAY_MS * DAY_MS).date()
    return value if isinstance(value, date) else None


def outcomes_of(term: m.Term) -> tuple[Value, ...]:
    """Return all values that a term can have; none where they do not stand in it, or one of them is nothing."""
    match term:
        case m.Given(value=value):
            return () if isinstance(value, Money) else (value,)
        case m.Banded():
            parts = [band.then for band in term.bands]
        case m.ByWord():
            parts = [*term.ways.values(), *([term.otherwise] if term.otherwise is not None else [])]
        case m.ByCases():
            parts = [*(line.then for line in term.cases), term.otherwise]
        case _:
            return ()
    inner = [outcomes_of(part) for part in parts]
    return tuple(dict.fromkeys(value for values in inner for value in values)) if all(inner) else ()
