"""Templates of messages, rendered in Jinja2's sandbox, which is asked once more whether there is only what may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.errors import UsageError
from domain.playbook.template import LONGEST, NAMES

_WAYS: Final = "Use {{ name }} and {% if name %}…{% endif %}."
_ALLOWED: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Name, nodes.Not)
_ENVIRONMENT: Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
)


def wrong(source: str) -> Sequence[tuple[int, str, str]]:
    """Say what is wrong with a template: line, what, and what to do; nothing is: an empty list."""
    if len(source) > LONGEST:
        return [(1, f"A template has at most {LONGEST:,} characters.", "Shorten it.")]
    try:
        tree = _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as trouble:
        return [(trouble.lineno or 1, f"The template cannot be read: {trouble.message}.", _WAYS)]
    except RecursionError:
        return [(1, "The template is nested too deeply.", _WAYS)]
    return list(_refused(tree))


def _refused(node: nodes.Node) -> Iterator[tuple[int, str, str]]:
    match node:
        case nodes.Getattr(node=nodes.Name(name="failure"), attr=str()):
            return
        case nodes.Name(name=name) if name not in NAMES or name == "failure":
            if name == "failure":
                yield node.lineno, "failure is not a text.", "Name one of its facts: {{ failure.delay }}."
            else:
                yield node.lineno, f"There is no placeholder “{name}”.", f"There are: {', '.join(NAMES)}."
        case nodes.Expr() | nodes.Stmt() | nodes.Template() if not isinstance(node, _ALLOWED):
            what = type(node).__name__.lower()
            yield node.lineno, f"A template cannot do this ({what}).", _WAYS
        case _:
            for inner in node.iter_child_nodes():
                yield from _refused(inner)


def facts_read(source: str) -> frozenset[str]:
    """Return the facts of the failure that a legal template mentions."""
    return frozenset(found.attr for found in _ENVIRONMENT.parse(source).find_all(nodes.Getattr))


def render(source: str, values: Mapping[str, object]) -> str:
    """Fill a template.

    Raises:
        UsageError: the template is illegal, or names what is not there.
    """
    try:
        return _template(source).render(values)[:LONGEST]
    except TemplateError as trouble:
        raise UsageError(f"the message cannot be written: {trouble.message}.") from None


@lru_cache(maxsize=512)
def _template(source: str) -> Template:
    problems = wrong(source)
    if problems:
        raise UsageError(f"the template is illegal: {problems[0][1]}")
    return _ENVIRONMENT.from_string(source)
