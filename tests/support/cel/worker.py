"""A process that evaluates with Google's CEL: a batch in as JSON, its outcomes out as JSON.

The library drops a reference to None with many evaluations; on Python 3.11 the process dies after some 20,000 of them.
So it works in a process of its own, which ends after each batch.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta

from cel_expr_python import cel  # type: ignore[import-untyped]

from tests.support.cel.plain import Outcome, canonical, variable


def outcomes(variables: Mapping[str, object], sources: list[str]) -> list[Outcome]:
    """Evaluate without the type check: what is compared is how expressions evaluate."""
    values = {name: variable(data) for name, data in variables.items()}
    language = cel.NewEnv(variables={name: _type_of(value) for name, value in values.items()})
    scope = language.Activation(values)
    return [_outcome(language, scope, source) for source in sources]


def _type_of(value: object) -> cel.Type:
    if isinstance(value, timedelta):
        return cel.Type.DURATION
    return cel.Type.TIMESTAMP if isinstance(value, datetime) else cel.Type.DYN


def _outcome(language: cel.Env, scope: cel.Activation, source: str) -> Outcome:
    try:
        found = language.compile(source, disable_check=True).eval(scope)
    except RuntimeError as refused:
        return "refused", str(refused).splitlines()[0]
    value = found.plain_value()
    return ("error", str(value)) if found.type() == cel.Type.ERROR else ("value", canonical(value))


if __name__ == "__main__":
    batch = json.load(sys.stdin)
    json.dump(outcomes(batch["variables"], batch["sources"]), sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # at once: what the library dropped is not missed any more
