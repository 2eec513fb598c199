"""Findings as other programs read them: what SARIF requires, and what cannot break out of a line for GitHub."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.playbook.findings import RULES, WARNINGS, At, Finding, Report
from domain.views.findings import annotation, sarif, uri

FOUND = Finding(
    "playbooks/späte flüge.yaml", 7, 3, "unknown-field", "There is no “onwer”.", "Did you mean “owner”?", "x"
)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)
_LINE = re.compile(r"::error file=([^,:\r\n]*),line=(\d+),col=(\d+),title=([^,:\r\n]*)::([^\r\n]*)")


def _decoded(text: str) -> str:
    """Take the escapes of workflow commands back, in the order in which the runner does."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_a_log_has_what_the_standard_requires() -> None:
    """The required properties of SARIF 2.1.0 are there, with the shapes and bounds that it gives them."""
    log = json.loads(json.dumps(sarif([FOUND, Finding("f", 1, 1, "template", "m")], "0.1.0")))
    assert log["version"] == "2.1.0"
    assert urlsplit(log["$schema"]).scheme == "https"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("makegood", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    assert all(rule["shortDescription"]["text"] == RULES[rule["id"]] for rule in driver["rules"])
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error"
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", place["artifactLocation"]["uri"])


def test_a_result_says_what_the_finding_says() -> None:
    """Place, message with its remedy, and the line of the source come through."""
    results = json.loads(json.dumps(sarif([FOUND], "1")))["runs"][0]["results"]
    assert results == [
        {
            "ruleId": "unknown-field", "ruleIndex": list(RULES).index("unknown-field"), "level": "error",
            "message": {"text": "There is no “onwer”. Did you mean “owner”?"},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": "playbooks/sp%C3%A4te%20fl%C3%BCge.yaml"},
                "region": {"startLine": 7, "startColumn": 3, "snippet": {"text": "x"}},
            }}],
        }
    ]  # fmt: skip
    assert json.loads(json.dumps(sarif([], "1")))["runs"][0]["results"] == []


def test_a_warning_is_a_warning_everywhere() -> None:
    """Text, JSON, SARIF and GitHub call a warning so, and a finding an error; a rule has one level."""
    unwise = Finding("f.yaml", 7, 3, "unused-fact", "m", "r")
    assert str(unwise) == "f.yaml:7:3: warning: unused-fact: m\n  → r"
    assert (unwise.as_json()["level"], FOUND.as_json()["level"]) == ("warning", "error")
    (run,) = json.loads(json.dumps(sarif([FOUND, unwise], "1")))["runs"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in run["tool"]["driver"]["rules"]}
    assert levels == {rule: "warning" if rule in WARNINGS else "error" for rule in RULES}
    assert annotation(unwise) == "::warning file=f.yaml,line=7,col=3,title=unused-fact::m%0Ar"


@given(NAMES)
def test_a_uri_names_the_file(name: str) -> None:
    """Whatever a path holds, its URI has no scheme, query or fragment of the name's own, and reads back as the path."""
    found = urlsplit(uri(name))
    assert (found.scheme, found.query, found.fragment) == ("file" if name.startswith("/") else "", "", "")
    assert unquote(found.path) == name


def test_a_name_that_is_not_utf_8_keeps_its_bytes() -> None:
    """The bytes of a name on the disk are those of its URI, and a line for GitHub can still be written."""
    name = b"sp\xe4t.yaml".decode(errors="surrogateescape")
    assert uri(name) == "sp%E4t.yaml"
    assert uri(str(PurePosixPath("/a b") / name)) == "file:///a%20b/sp%E4t.yaml"
    assert annotation(Finding(name, 1, 1, "template", "m")).encode().startswith(b"::error file=sp\\udce4t.yaml,")


def test_a_line_for_github() -> None:
    """A finding is one annotation, with its remedy on a second line of what is shown."""
    assert annotation(FOUND) == (
        "::error file=playbooks/späte flüge.yaml,line=7,col=3,title=unknown-field"
        "::There is no “onwer”.%0ADid you mean “owner”?"
    )


@pytest.mark.parametrize(
    "hostile", ["a\n::error::b", "a\r\n::set-output name=x::y", "a,line=9", "a::b", "100%0A::stop"]
)
def test_nothing_breaks_out(hostile: str) -> None:
    """Names, messages and remedies with line breaks, colons, commas and percent signs stay what they are."""
    found = _LINE.fullmatch(annotation(Finding(hostile, 2, 3, "template", hostile, hostile)))
    assert found is not None
    assert (_decoded(found[1]), found[2], found[3], found[4]) == (hostile, "2", "3", "template")
    assert _decoded(found[5]) == f"{hostile}\n{hostile}"


@given(NAMES, NAMES, NAMES)
def test_every_annotation_is_one_line(name: str, message: str, remedy: str) -> None:
    """Whatever is found in whatever file, one line comes of it and reads back as what was found."""
    report = Report(name, "")
    report.add("template", At(1, 1), message, remedy)
    (finding,) = report.findings
    found = _LINE.fullmatch(annotation(finding))
    assert found is not None
    assert _decoded(found[1]) == name
    assert _decoded(found[5]) == f"{finding.message}\n{finding.remedy}".rstrip()
