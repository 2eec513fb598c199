"""docs/feeds.md: every map in it is legal and reads the feed above it as the document says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from domain.intake.rows import FailureTold, Rejected, read_row
from domain.intake.told import told_to_json
from tests.support.feeds import ROOT
from tests.support.maps import a_map, rows_of, written

DOCUMENT = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
EXAMPLES = [
    (BLOCKS[n - 1][1], text, BLOCKS[n + 1][1]) for n, (language, text) in enumerate(BLOCKS) if language == "yaml"
]  # fmt: skip


def test_every_format_has_its_example() -> None:
    """Those that differ by nothing but a word share one."""
    named = {re.findall(r"^format: (\w+)", text, re.MULTILINE)[0] for _, text, _ in EXAMPLES}
    assert named == {"csv", "jsonl", "xes", "cloudevents"}


@pytest.mark.parametrize(("feed", "text", "told"), EXAMPLES)
def test_a_map_reads_the_feed_above_it_as_the_block_below_says(tmp_path: Path, feed: str, text: str, told: str) -> None:
    """Facts, key and times, as they are told to the engine."""
    feed_map = a_map(text)
    rows = enumerate(rows_of(written(tmp_path, "feed", feed.encode()), feed_map), start=1)
    read = [row if isinstance(row, Rejected) else read_row(feed_map, number, row) for number, row in rows]
    assert not [one for one in read if isinstance(one, Rejected)]
    found = [told_to_json(one) for one in read if isinstance(one, FailureTold)]
    wanted = json.loads(told)
    assert [{name: one[name] for name in wanted[0]} for one in found] == wanted


def test_lines_are_read_as_a_list_too(tmp_path: Path) -> None:
    """With format: json and nothing else changed, as the document promises."""
    lines, text, _ = next(example for example in EXAMPLES if "format: jsonl" in example[1])
    one = rows_of(written(tmp_path, "lines", lines.encode()), a_map(text))
    listed = "[" + ",".join(lines.splitlines()) + "]"
    assert rows_of(written(tmp_path, "list", listed.encode()), a_map(text.replace("jsonl", "json"))) == one
