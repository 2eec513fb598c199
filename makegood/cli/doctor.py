"""`makegood doctor`: see what is wrong, and where each setting comes from."""

from __future__ import annotations

from domain.errors import MakegoodError
from makegood.cli.options import Common
from makegood.cli.output import faint, strong
from workers.checkup import examine, ways_out
from workers.settings import Settings

_SECRET = ("token", "password", "secret", "key")


def doctor(*, common: Common = Common()) -> int:
    """See what is wrong, and where each setting comes from. Ends with 1 when something is not well."""
    settings = common.settings()
    signs, out = examine(settings), common.output
    shown = {
        name: ("…" if one.value and any(part in name for part in _SECRET) else one.value or "nothing", one.origin)
        for name, one in settings.values.items()
    }
    ways, private = _ways(settings), settings.allow_private
    if out.as_json:
        out.document({
            "connectors": {name: way or None for name, way in ways.items()}, "allow_private": private,
            "partners": {name: table.queues for name, table in settings.partners.items()},
            "signs": [{n: getattr(sign, n) for n in ("what", "well", "how", "remedy")} for sign in signs],
            "settings": {name: {"value": value, "from": origin} for name, (value, origin) in shown.items()},
        })  # fmt: skip
    else:
        for sign in signs:
            out.line(f"{'  ok  ' if sign.well else '  !!  '}{strong(sign.what):<12} {sign.how}")
            if not sign.well and sign.remedy:
                out.line(f"      → {sign.remedy}")
        out.line()
        for name, (value, origin) in shown.items():
            out.line(f"  {name} = {value}  {faint('(' + origin + ')')}")
        origin = settings.file if private else "default"
        out.line(f"  allow_private = {', '.join(private) or 'no host'}  {faint('(' + origin + ')')}")
        for name, table in settings.partners.items():
            out.line(f"  partner {name} = {', '.join(table.queues)}  {faint('(' + settings.file + ')')}")
        out.line()
        for name, way in ways.items():
            out.line(f"  {name} → {way or 'no address'}")
    return 0 if all(sign.well for sign in signs) else 1


def _ways(settings: Settings) -> dict[str, str]:
    """Return where connectors lead; what keeps it from being known stands among the signs."""
    try:
        return ways_out(settings)
    except MakegoodError:
        return {}
