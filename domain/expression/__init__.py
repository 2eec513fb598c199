"""The expressions of playbooks: a strict subset of CEL, read once, checked against types, evaluated within a budget."""

from domain.expression.check import Checked, check, guarantees
from domain.expression.errors import BudgetSpent, EvaluationError, ExpressionError
from domain.expression.language import BUDGET, Expression, inputs, parse
from domain.expression.printing import printed
from domain.expression.scope import Scope
from domain.expression.tree import Reference
from domain.expression.types import Names

__all__ = [
    "BUDGET", "BudgetSpent", "Checked", "EvaluationError", "Expression", "ExpressionError", "Names", "Reference",
    "Scope", "check", "guarantees", "inputs", "parse", "printed",
]  # fmt: skip
