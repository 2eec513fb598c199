"""What all schemas are made of: names, words, times, amounts, expressions, and mappings by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from domain.clock.duration import UNITS
from domain.money import EXPONENTS
from domain.playbook.expressions import CASE, ELSE
from domain.playbook.reader import FIELD, NAME, Shape
from domain.vocabulary import LANGUAGES

Schema: TypeAlias = Mapping[str, object]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
MOST_ENTRIES: Final = 200
"""The most entries of a mapping from names to things, as the reader has it."""


def whole(pattern: re.Pattern[str] | str) -> str:
    """Return a pattern that a text has to satisfy as a whole."""
    return f"^(?:{pattern if isinstance(pattern, str) else pattern.pattern})$"


def ref(name: str) -> Schema:
    """Return what stands under `$defs`."""
    return {"$ref": f"#/$defs/{name}"}


def said(schema: Schema, description: str) -> Schema:
    """Return a schema with what an editor shows of it."""
    return {**schema, "description": description}


def text(pattern: re.Pattern[str] | str = r"[\s\S]*\S[\s\S]*") -> Schema:
    """Return a text: not blank, or of a pattern."""
    return {"type": "string", "pattern": whole(pattern)}


def words(choices: Iterable[str]) -> Schema:
    """Return one of some words."""
    return {"enum": list(choices)}


def integer(least: int, most: int) -> Schema:
    """Return a whole number within bounds."""
    return {"type": "integer", "minimum": least, "maximum": most}


def listed(item: Schema, least: int = 1, most: int = 1_000) -> Schema:
    """Return a list."""
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def different(item: Schema) -> Schema:
    """Return a list of different things; a single one may stand without brackets."""
    return any_of(item, {**listed(item), "uniqueItems": True})


def named(value: Schema, pattern: re.Pattern[str], least: int = 1) -> Schema:
    """Return a mapping from names to things."""
    return {
        "type": "object", "propertyNames": {"pattern": whole(pattern)}, "additionalProperties": value,
        "minProperties": least, "maxProperties": MOST_ENTRIES,
    }  # fmt: skip


def any_of(*schemas: Schema) -> Schema:
    """Return what satisfies one of several schemas."""
    return {"anyOf": list(schemas)}


def shaped(shape: Shape, fields: Mapping[str, Schema], **more: object) -> Schema:
    """Return a mapping of a shape.

    Raises:
        KeyError: the shape has a field whose schema is missing, or the other way round.
    """
    names = (*shape.required, *shape.optional)
    odd = set(names) ^ set(fields)
    if odd:
        raise KeyError(f"{shape.what}: {', '.join(sorted(odd))}")
    found: dict[str, object] = {"type": "object", "properties": {name: fields[name] for name in names}}
    if shape.required:
        found["required"] = list(shape.required)
    return {**found, "additionalProperties": False, **more}


# --- Times and amounts -----------------------------------------------------------------------------------------------
DURATION: Final = r"\s*(?=\d)" + "".join(rf"(?:\d{{1,9}}\s*{unit}\s*)?" for unit in UNITS)
MONTHS: Final = r"\s*\d{1,3}\s+(?:months?|years?)\s*"
_COUNTED: Final = r"\s*\d{1,9}\s*(?:working\s+days?|days?|working\s+hours?)\s*"
DAY: Final = r"\d{4}-\d\d-\d\d"
INSTANT: Final = rf"{DAY}[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{{1,6}})?)?(?:Z|[-+]\d\d:?\d\d)"


def _money() -> str:
    """Return the pattern of amounts: plain digits, with the minor digits of the currency or none."""
    by_digits: dict[int, list[str]] = {}
    for currency, digits in sorted(EXPONENTS.items()):
        by_digits.setdefault(digits, []).append(currency)
    ways = [
        (rf"(?:\.\d{{{digits}}})?" if digits else "") + rf"\s?(?:{'|'.join(currencies)})"
        for digits, currencies in sorted(by_digits.items())
    ]
    return rf"\s*-?\d{{1,16}}(?:{'|'.join(ways)})\s*"


# --- Expressions -----------------------------------------------------------------------------------------------------
FORMULA: Final = r"\s*=[\s\S]*\S[\s\S]*"


def _cases(value: str) -> Schema:
    """Return a value by cases: lines with a condition, and one that says what holds else."""
    line = shaped(CASE, {"when": ref("conditions"), "is": ref(value)})
    last = shaped(ELSE, {"else": ref(value)})
    only = {"contains": {"required": ["else"]}, "minContains": 1, "maxContains": 1}
    return {**listed(any_of(line, last)), **only}


def valued(name: str, *literals: Schema) -> Mapping[str, Schema]:
    """Return what may stand where a value of a type is wanted: a literal, an expression, a value by cases."""
    return {name: any_of(*literals, ref("formula"), _cases(name))}


def definitions() -> dict[str, Schema]:
    """Return what every schema may refer to."""
    condition = any_of({"type": "string", "pattern": r"^\s*[^=\s]"}, {"type": "boolean"})
    language = {language: text() for language in LANGUAGES}
    return {
        "name": said(text(NAME), "A name: letters, digits, “.”, “_”, “-”."),
        "words": said(
            {"type": "object", "properties": language, "additionalProperties": False, "minProperties": 1},
            "Words by language, in every language of the markets.",
        ),
        "span": said(
            text(rf"{DURATION}|{_COUNTED}"),
            "2h, 90m or 1h30m of elapsed time; 3 days, 7 working days, 8 working hours by the calendar.",
        ),
        "period": said(any_of(ref("span"), text(MONTHS)), "A span of time, or 6 months, 1 year."),
        "duration": said(text(DURATION), "Elapsed time: 2h, 90m, 1h30m."),
        "money": said(text(_money()), "An amount: 500 USD, 500.00 USD."),
        "formula": said(text(FORMULA), "An expression: =failure.fare."),
        "condition": condition,
        "conditions": said(
            any_of(ref("condition"), listed(ref("condition"))), "A condition, or a list of which all hold."
        ),
        **valued("value", {"type": ["string", "integer", "boolean"]}, ref("record")),
        "record": named(ref("value"), FIELD),
        **valued("person"),
        **valued("instant", text(INSTANT)),
        **valued("amount", ref("money")),
    }


def described(title: str, description: str, root: Schema, defs: Mapping[str, Schema]) -> Schema:
    """Return a whole schema."""
    return {"$schema": DRAFT, "title": title, "description": description, **root, "$defs": dict(defs)}


def required(names: Sequence[str]) -> Schema:
    """Return that some fields have to be there."""
    return {"required": list(names)}
