"""The words of the language: marks, reserved words, functions, and what to answer to words of other languages."""

from __future__ import annotations

from typing import Final, get_args

from domain.expression.tree import CaseFunction, Macro

OR, AND, NOT, RELATION, SUM, PRODUCT = 1, 2, 3, 4, 5, 6
POWERS: Final = {
    "||": OR, "or": OR, "&&": AND, "and": AND,
    "==": RELATION, "!=": RELATION, "<": RELATION, "<=": RELATION, ">": RELATION, ">=": RELATION, "in": RELATION,
    "+": SUM, "-": SUM, "*": PRODUCT,
}  # fmt: skip
"""How tightly a mark binds; a larger number binds tighter."""

CASE_FUNCTIONS: Final[tuple[CaseFunction, ...]] = get_args(CaseFunction)
MACROS: Final[tuple[Macro, ...]] = get_args(Macro)
LITERALS: Final = ("duration", "money", "date")
OF_ONE_TEXT: Final = frozenset({*LITERALS, *CASE_FUNCTIONS})
"""Functions that take one text, written out."""
FUNCTIONS: Final = {"size": 1, "share": 2, "days_between": 2}
"""Functions with how many arguments they take."""
METHODS: Final = {"size": 0, "startsWith": 1, "endsWith": 1, "contains": 1}
"""Methods with how many arguments they take besides their receiver."""

KEYWORDS: Final = frozenset({"true", "false", "null", "in"})
"""Words that can be no field after a dot."""
RESERVED: Final = KEYWORDS | frozenset({
    "and", "or", "not", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
    "package", "namespace", "return", "var", "void", "while", "None", "NULL", "nil",
})  # fmt: skip
"""Words that can name nothing: CEL's, the three that stand for its marks, and other words for null."""

INSTEAD: Final = {
    "AND": "and", "And": "and", "OR": "or", "Or": "or", "NOT": "not", "Not": "not", "IN": "in", "In": "in",
    "True": "true", "TRUE": "true", "yes": "true", "False": "false", "FALSE": "false", "no": "false",
    "is": "==", "equals": "==",
}  # fmt: skip
"""Words that were meant as another word; only looked at where they cannot stand."""

NOTHING: Final = frozenset({"null", "None", "NULL", "nil"})

ELSEWHERE: Final = {
    "matches": "There are no regular expressions here: use startsWith, endsWith, contains or in.",
    "has": "Write known(x).", "exists_one": "Write size(list.filter(v, condition)) == 1.", "any": "Write exists.",
    "len": "Write size(x).", "length": "Write size(x).", "count": "Write size(x).",
    "now": "There is no clock here: compare instants of the case, for example with days_between.",
    "today": "There is no clock here: compare dates of the case, for example with days_between.",
    "timestamp": 'Instants come from the case; a day is written date("2026-01-31").',
    "int": "Whole numbers are written as they are.", "double": "There are only whole numbers: use share for a part.",
    "string": "Values are not turned into text here.", "type": "Types are checked beforehand.",
    "dyn": "Types are checked beforehand.", "lower": "Text is compared as it is.",
    "upper": "Text is compared as it is.", "sum": "Add the amounts one by one, or have a step report their sum.",
}  # fmt: skip
"""What to do instead of functions that other languages have."""

MARKS: Final = {
    "=": ("“=” compares nothing.", "Write == to compare."),
    "===": ("“===” is not known here.", "Write ==."),
    "!==": ("“!==” is not known here.", "Write !=."),
    "<>": ("“<>” is not known here.", "Write !=."),
    "=>": ("“=>” is not known here.", "Write >=."),
    "=<": ("“=<” is not known here.", "Write <=."),
    "**": ("“**” is not known here.", "Multiply with *."),
    "/": ("There is no division.", "Write share(money, percent) for a part of an amount, or multiply the other side."),
    "%": ("There is no “%”.", "Write share(money, percent) for a part of an amount."),
    "&": ("“&” is not known here.", "Write and."),
    "|": ("“|” is not known here.", "Write or."),
    "^": ("“^” is not known here.", "Multiply with *."),
    "~": ("“~” is not known here.", "Write not."),
    "{": ("Maps are not written in expressions.", "Give the parts as fields of the playbook."),
    "}": ("Maps are not written in expressions.", "Give the parts as fields of the playbook."),
    ";": ("An expression is one value.", "Take out the semicolon."),
    "#": ("Comments do not belong in an expression.", "Put the comment beside it in the file."),
    "$": ("“$” begins no name here.", 'Write money("5 USD") for an amount, or the plain name.'),
    "@": ("“@” begins no name here.", "Write the plain name."),
    "`": ("“`” is no quotation mark here.", 'Write "text".'),
    "≥": ("“≥” is not known here.", "Write >=."), "≤": ("“≤” is not known here.", "Write <=."),
    "≠": ("“≠” is not known here.", "Write !=."), "×": ("“×” is not known here.", "Write *."),
    "−": ("This is a typographic minus.", "Write -."), "–": ("This is a dash.", "Write -."),
    "“": ("This is a typographic quotation mark.", 'Write "text" with straight quotation marks.'),
    "”": ("This is a typographic quotation mark.", 'Write "text" with straight quotation marks.'),
    "„": ("This is a typographic quotation mark.", 'Write "text" with straight quotation marks.'),
    "‘": ("This is a typographic quotation mark.", "Write 'text' with straight quotation marks."),
    "’": ("This is a typographic quotation mark.", "Write 'text' with straight quotation marks."),
    "«": ("This is a typographic quotation mark.", 'Write "text" with straight quotation marks.'),
    "»": ("This is a typographic quotation mark.", 'Write "text" with straight quotation marks.'),
    "\u00a0": ("This is no ordinary space.", "Type the space again."),
}  # fmt: skip
"""What is wrong, and what to do, for marks that mean nothing here."""
