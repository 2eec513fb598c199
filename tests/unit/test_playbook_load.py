"""Strict YAML: what is read as what, what is refused at which place, and that nothing ever raises."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.playbook.findings import RULES, At, Finding, Report
from domain.playbook.load import DEEPEST, LARGEST, load
from domain.playbook.nodes import Fields, Items, Node, Scalar, ScalarType

MARK = "▸"
"""Stands before the place of a finding in the tables below, and is taken out before the text is read."""


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, and the lines and columns they stood at."""
    places = []
    for number, line in enumerate(text.split("\n"), start=1):
        columns = [index for index, character in enumerate(line) if character == MARK]
        places += [(number, column - nth + 1) for nth, column in enumerate(columns)]
    return text.replace(MARK, ""), places


def read(text: str) -> Node:
    """Return the node of a legal document."""
    node, report = load(text, "f")
    assert report.findings == []
    assert node is not None
    return node


def field(node: Node, name: str) -> Node:
    """Return a field of a mapping."""
    assert isinstance(node, Fields)
    return node.entries[name].value


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("NO", "text"), ("on", "text"), ("yes", "text"), ("y", "text"), ("12:30", "text"), ("1_000", "text"),
        ("2026-01-31", "text"), ("500 USD", "text"), ("0b11", "text"), ("=x", "text"), ("<<", "text"),
        ("'12'", "text"), ('"true"', "text"), ("''", "text"), ("12", "integer"), ("-7", "integer"), ("007", "integer"),
        ("0o17", "integer"), ("0x1F", "integer"), ("true", "yes_no"), ("False", "yes_no"), ("1.5", "fraction"),
        ("1e3", "fraction"), (".inf", "fraction"), (".NaN", "fraction"), ("~", "nothing"), ("null", "nothing"),
        ("", "nothing"),
    ],
)  # fmt: skip
def test_core_schema(written: str, type_: ScalarType) -> None:
    """A scalar is what the core schema of YAML 1.2 says, so that Norway stays a country and noon a text."""
    scalar = field(read(f"a: {written}"), "a")
    assert isinstance(scalar, Scalar)
    assert scalar.type == type_


def test_keys_are_texts() -> None:
    """A key is what was written, whatever it looks like."""
    node = read("on: 1\nNO: 2\n12: 3\ntrue: 4")
    assert isinstance(node, Fields)
    assert list(node.entries) == ["on", "NO", "12", "true"]


def test_places() -> None:
    """Every node knows its line and column, counted from 1, columns in characters."""
    node = read("é: {ü: [1, «x»]}\nb:\n  - c")
    inner = field(field(node, "é"), "ü")
    assert isinstance(inner, Items)
    assert (inner.at, inner.items[1].at) == (At(1, 8), At(1, 12))
    below = field(node, "b")
    assert isinstance(below, Items)
    assert below.items[0].at == At(3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "a: =xx ▸!yy",
        "a: '=''x'' ▸!yy'",
        'a: "=\\u0078 \\"▸!yy"',
        'a: "=x\\\n   ▸!yy"',
        "a: '=x\n\n  y ▸!yy'",
        "a: =x\n  y\n  ▸!yy",
        "a: |\n  =x\n   y\n  ▸!yy\n",
        "a: >-\n  =x\n\n  y ▸!yy\n  z\n",
        "a: >2-\n    =x\n  ▸!yy\n",
        "a:   =é ▸!yy   # comment",
        "a: x\r\n  ▸!yy\r\n",
    ],
)
def test_places_inside_a_text(text: str) -> None:
    """A character of a text is found in the file, through quotes, escapes, folds and blocks."""
    plain, places = marked(text)
    scalar = field(read(plain), "a")
    assert isinstance(scalar, Scalar)
    assert scalar.place(scalar.text.index("!")) == places[0]


BAD = [
    ("{amount: ▸1,500 USD}", "yaml-split-value"),
    ("{en: ▸Sorry, we are late, id: Maaf}", "yaml-split-value"),
    ("up_to: [▸1,500 USD]", "yaml-split-value"),
    ("up_to: [1,▸500,000 IDR]", "yaml-split-value"),
    ("a: 1\nb: 2\n▸a: 3", "yaml-duplicate-key"),
    ("a: {b: 1, ▸b: 2}", "yaml-duplicate-key"),
    ("a: ▸&x 1", "yaml-anchor"),
    ("a: ▸*x", "yaml-alias"),
    ("a: ▸!!str 1", "yaml-tag"),
    ("a: ▸! 1", "yaml-tag"),
    ("a: ▸!python/object:os.system x", "yaml-tag"),
    ("- a\n▸--- \n- b", "yaml-documents"),
    ("▸%YAML 1.2\n---\na", "yaml-directive"),
    ("▸%TAG ! x\n---\na", "yaml-directive"),
    ("a:\n▸\tb: 1", "yaml-syntax"),
    ("a: b▸: c", "yaml-syntax"),
    ("a: ▸@b", "yaml-syntax"),
    ("a: [1, 2▸", "yaml-syntax"),
    ("▸[1, 2]: 3", "yaml-key"),
    ("{▸~: 3}", "yaml-key"),
    ("[" * DEEPEST + "▸[", "yaml-depth"),
    ("a: ▸\u0000", "yaml-control"),
    ("é: x▸\u202ey", "yaml-control"),
    ('a: ▸"\\e[31m"', "yaml-control"),
    ("▸", "missing-field"),
    ("▸# only a comment", "missing-field"),
]


@pytest.mark.parametrize(("text", "rule"), BAD)
def test_refused(text: str, rule: str) -> None:
    """What would read differently elsewhere, or explode, is refused at its place."""
    plain, places = marked(text)
    _, report = load(plain, "f")
    assert [(f.line, f.column, f.rule) for f in report.findings] == [(*places[0], rule)]


def test_rest_is_read_beside_small_faults() -> None:
    """Duplicate keys, anchors and tags are noted together, and the document is still there."""
    node, report = load("a: 1\na: &x 2\nb: !t 3", "f")
    assert [f.rule for f in report.findings] == ["yaml-duplicate-key", "yaml-anchor", "yaml-tag"]
    assert isinstance(field(node, "b") if node else None, Scalar)


@pytest.mark.parametrize("text", ["a: 1, 500", "[100,200]", "[1, 500 USD]", "{a: 'x, y'}", "{a: , b: 1}", "[a, b]"])
def test_not_split(text: str) -> None:
    """A comma that cuts nothing is left alone."""
    assert load(text, "f")[1].findings == []


def test_size_and_encoding() -> None:
    """A document is UTF-8 and not too large; both are said in one finding."""
    assert [f.rule for f in load("a" * (LARGEST + 1), "f")[1].findings] == ["yaml-size"]
    assert load(b"a" * LARGEST, "f")[1].findings == []
    latin = load(b"a: 1\nb: \xe9", "f")[1].findings
    assert [(f.line, f.column, f.rule) for f in latin] == [(2, 4, "yaml-encoding")]
    assert [f.rule for f in load("\ud800", "f")[1].findings] == ["yaml-encoding"]


def test_byte_order_mark() -> None:
    """A byte order mark at the beginning does not count."""
    duplicate = load(b"\xef\xbb\xbfa: 1\na: 2", "f")[1].findings[0]
    assert (duplicate.line, duplicate.column) == (2, 1)
    assert field(read("\ufeffa: 1"), "a").at == At(1, 4)


@pytest.mark.parametrize(
    "text", ["[" * 200_000, "- " * 100_000, "{a: " * 60_000, "*a " * 80_000, "? " * 100_000, "- &a\n" * 50_000]
)
def test_bombs(text: str) -> None:
    """No document takes long, and no more findings are kept than anybody reads."""
    begin = time.process_time()
    assert 0 < len(load(text, "f")[1].findings) <= 1_000
    assert time.process_time() - begin < 5


def test_one_module_reads_yaml() -> None:
    """YAML comes into the domain through one door."""
    domain = Path(__file__).parents[2] / "domain"
    readers = [
        path.name
        for path in domain.rglob("*.py")
        if re.search(r"^\s*(import|from) yaml", path.read_text(), re.MULTILINE)
    ]
    assert readers == ["load.py"]


# --- Findings --------------------------------------------------------------------------------------------------------
def test_text_of_a_finding() -> None:
    """A finding is written with place, rule, line, caret and what to do."""
    finding = load("{amount: 1,500 USD}", "refunds.yaml")[1].findings[0]
    assert str(finding).split("\n") == [
        "refunds.yaml:1:10: yaml-split-value: The comma cuts “1,500 USD” in two.",
        "  {amount: 1,500 USD}",
        "           ^",
        "  → Write plain digits: 1500 USD.",
    ]
    assert finding.as_json() == {
        "file": "refunds.yaml", "line": 1, "column": 10, "level": "error", "rule": "yaml-split-value",
        "message": "The comma cuts “1,500 USD” in two.", "remedy": "Write plain digits: 1500 USD.",
        "source": "{amount: 1,500 USD}",
    }  # fmt: skip


def test_caret_stands_below() -> None:
    """The caret stands below its character: behind tabs, wide and combining characters, and in long lines."""
    wide = Finding("f", 1, 5, "not-yet", "m", source="\t日e\u0301x")
    assert str(wide).split("\n")[2] == "  \t   ^"
    long = str(Finding("f", 1, 501, "not-yet", "m", source="a" * 500 + "X" + "b" * 500)).split("\n")
    assert long[1][long[2].index("^")] == "X"


def test_nothing_acts_on_a_terminal() -> None:
    """Escapes and line breaks out of a document are shown as code."""
    report = Report("f", "a\x1b[31mb")
    report.add("not-yet", At(1, 1), "x\ny\x1b[0m", "r\u2028")
    text = str(report.findings[0])
    assert "\x1b" not in text
    assert "x\\u000ay\\u001b[0m" in text


def test_rules_are_told_in_one_line() -> None:
    """Every rule has an id in kebab-case and one sentence; others cannot be used."""
    for rule, says in RULES.items():
        assert rule == rule.lower().replace("_", "-")
        assert says.endswith(".")
        assert "\n" not in says
    with pytest.raises(KeyError):
        Report("f", "").add("no-such-rule", At(1, 1), "")


# --- Laws ------------------------------------------------------------------------------------------------------------
PIECES = st.sampled_from([*"{}[]:,-?#&*!|>'\"%@`\n\t \\=~.0a é日", "- ", ": ", "\n  ", "---", "...", "<<", "\r\n"])


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60) | st.binary(max_size=60))
def test_any_text_gives_findings(text: str | bytes) -> None:
    """Whatever a file holds, it is read or refused with places that lie in the file."""
    node, report = load(text, "f")
    assert node is not None or report.findings
    for finding in report.findings:
        assert finding.line >= 1
        assert finding.column >= 1
        assert str(finding).startswith(f"f:{finding.line}:{finding.column}: {finding.rule}: ")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=40), st.integers(0, 39))
def test_quoted_texts_come_back(text: str, offset: int) -> None:
    """A text in single quotes is read as it is, and each of its characters is found where it stands."""
    written = "a: '" + text.replace("'", "''") + "'"
    scalar = field(read(written), "a")
    assert isinstance(scalar, Scalar)
    assert scalar.text == text
    if offset < len(text):
        at = scalar.place(offset)
        assert written[at.column - 1] == text[offset]
