"""`makegood doctor`: see what is wrong, and where each setting comes from."""

from __future__ import annotations

from makegood.cli.options import Common
from makegood.cli.output import faint, strong
from workers.checkup import examine

_SECRET = ("token", "password", "secret", "key")


def doctor(*, common: Common = Common()) -> int:
    """See what is wrong, and where each setting comes from. Ends with 1 when something is not well."""
    settings = common.settings()
    signs, out = examine(settings), common.output
    shown = {
        name: ("…" if any(part in name for part in _SECRET) else one.value, one.origin)
        for name, one in settings.values.items()
    }
    if out.as_json:
        out.document({
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
    return 0 if all(sign.well for sign in signs) else 1
