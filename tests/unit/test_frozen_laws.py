"""What is read is shared by all cases and never changes: dataclasses of the checker and of the language are frozen."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass

import pytest

import domain.entitlement
import domain.expression
import domain.playbook
from domain.expression import parse

FILLED: dict[str, str] = {
    "Compiler": "fills up while one expression is compiled",
    "Choices": "fills up while one playbook is compiled",
    "Earliest": "fills up while one plan is walked",
    "Boundaries": "fills up while one plan is looked through",
    "Latest": "fills up while one plan is walked",
    "_Walk": "walks one text",
    "_Open": "is what one walk keeps of a bracket",
    "Template": "fills up while one text is read",
    "_Search": "looks one plan through",
    "Sheet": "fills up while one version of a pack is read",
    "_Known": "fills up while the conditions of one rule are looked through",
    "tree": "is frozen for mypy alone, since at run time that takes a sixth of all reading",
}
"""What can be changed, or whose module holds what can, and why that harms nobody."""


def _classes() -> Iterator[type]:
    for package in (domain.entitlement, domain.expression, domain.playbook):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for found in vars(importlib.import_module(module.name)).values():
                if isinstance(found, type) and is_dataclass(found) and found.__module__ == module.name:
                    yield found


@pytest.mark.parametrize("kind", [*_classes()], ids=lambda kind: kind.__name__)
def test_what_is_read_cannot_be_changed(kind: type) -> None:
    """A dataclass is frozen unless it is said why not, and has slots, for there are thousands of them."""
    can_change = {kind.__name__, kind.__module__.rpartition(".")[2]} & FILLED.keys()
    assert vars(kind)["__dataclass_params__"].frozen is not bool(can_change)
    assert "__slots__" in vars(kind)


def test_an_expression_is_shown_by_its_source() -> None:
    """However large its tree is, and whatever was made of it."""
    assert repr(parse("a == 1 or b")) == "Expression(source='a == 1 or b')"
