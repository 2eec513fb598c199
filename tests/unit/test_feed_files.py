"""Files of feeds: packed or not, cut off, damaged, bombs, other encodings; lines that cannot be read are set aside."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from activities.feeds import opening
from activities.feeds.opening import begins_with
from activities.feeds.reading import Feed
from domain.errors import NotFoundError, UsageError
from domain.intake.rows import Rejected
from tests.support.maps import late_map, read_until_broken, rows_of, written

LINES = "".join(json.dumps({"id": f"n{n}", "late": n}) + "\n" for n in range(1, 4)).encode()
TABLE = b"\xef\xbb\xbfid,late\r\nn1,1\r\n\r\nn2,2\r\n"


@pytest.mark.parametrize("name", ["feed", "feed.jsonl", "feed.jsonl.gz"])
def test_gzip_is_seen_whatever_the_name(tmp_path: Path, name: str) -> None:
    """By its first bytes; also when several packed parts follow each other."""
    path = written(tmp_path, "parts.gz", LINES)
    path.write_bytes(path.read_bytes() + gzip.compress(LINES, mtime=0))
    path = path.rename(tmp_path / name)
    assert len(rows_of(path, late_map("jsonl"))) == 6


def zipped() -> bytes:
    """Return a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("feed.jsonl", LINES)
    return packed.getvalue()


PACKED = gzip.compress(LINES * 50, mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("feed.jsonl", zipped(), "the feed is a zip archive"),
        ("feed.jsonl.gz", LINES, "the feed is no gzip file, though its name says so"),
        ("feed.jsonl.gz", b"", "the feed is no gzip file, though its name says so"),
        ("feed.jsonl.gz", PACKED[:-9], "the packed feed ends too early"),
        ("feed.jsonl.gz", PACKED[:11], "the packed feed ends too early"),
        ("feed.jsonl.gz", PACKED[:-8] + b"\0" * 8, "the packed feed is damaged"),
        ("feed.jsonl.gz", PACKED[:30] + b"\xff" * 9 + PACKED[39:], "the packed feed is damaged"),
        ("feed.jsonl.gz", PACKED + b"more", "the packed feed is damaged"),
        ("feed.jsonl", LINES.decode().encode("utf-16"), "the feed is UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_on_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """In a sentence with the file's name, and with exit code 2."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        rows_of(path, late_map("jsonl"))
    assert said in caught.value.what
    assert caught.value.where == str(path)
    assert caught.value.remedy
    assert caught.value.exit_code == 2


def test_a_feed_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    """Two kinds of nothing to read."""
    with pytest.raises(NotFoundError, match="there is no feed"):
        rows_of(tmp_path / "none.csv", late_map("csv"))
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        rows_of(tmp_path, late_map("csv"))


@pytest.mark.parametrize("form", ["jsonl", "csv", "xes", "json"])
def test_what_unpacks_without_end_is_refused(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb of blanks never gets large in here; its ratio gives it away."""
    monkeypatch.setattr(opening, "_UNPACKED_FREELY", 100_000)
    monkeypatch.setattr(opening, "MOST_TIMES", 50)
    start = {"xes": b"<log>", "json": b"[", "csv": b"id,late\n"}.get(form, b"")
    path = written(tmp_path, "bomb.gz", start + b"\n" * 20_000_000)
    _, broken = read_until_broken(path, late_map(form))
    assert broken is not None
    assert "unpacks to more than 50 times its size" in broken.what


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"id": "n2", "late": ', "the line is no JSON"),
        (b"[1, 2]", "the line is no object"),
        (b"[" * 100_000, "the line is no JSON"),
        (b'{"id": "Zo\xeb"}', "the line is not UTF-8 (byte 11 of it)"),
        (b'{"id": "' + b"x" * 3_000_000 + b'"}', "the line is longer than 1 MiB"),
    ],
)
def test_a_line_that_cannot_be_read_is_set_aside(tmp_path: Path, line: bytes, why: str) -> None:
    """The others go on; blank ones count as lines and are none."""
    path = written(tmp_path, "feed.jsonl", b'{"id": "n1"}\n\n' + line + b'\n{"id": "n4"}')
    assert list(Feed(path, late_map("jsonl")).rows()) == [
        (1, {"id": "n1"}), (3, Rejected(3, "", why)), (4, {"id": "n4"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (TABLE, [{"id": "n1", "late": "1"}, {"id": "n2", "late": "2"}]),
        (TABLE + b'"n\n3",3\n', [{"id": "n1", "late": "1"}, {"id": "n2", "late": "2"}, {"id": "n\n3", "late": "3"}]),
        (b"late,id,late2\n1,n1,x\n", [{"late": "1", "id": "n1", "late2": "x"}]),
        (b"", []),
        (b"id,late\n", []),
    ],
)
def test_tables_are_read_below_their_heading(tmp_path: Path, text: bytes, rows: list[object]) -> None:
    """With a byte order mark, either kind of line end, blank lines, line ends in cells, other columns."""
    assert rows_of(written(tmp_path, "feed.csv", text), late_map("csv")) == rows


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"n2", "another number of columns"),
        (b"n2,2,2", "another number of columns"),
        (b'"n2"x,2', "the row in line 3 is no CSV"),
    ],
)
def test_a_row_of_a_table_that_cannot_be_read_is_set_aside(tmp_path: Path, row: bytes, why: str) -> None:
    """And the one behind it is read."""
    _, bad, behind = rows_of(written(tmp_path, "feed.csv", b"id,late\nn1,1\n" + row + b"\nn3,3\n"), late_map("csv"))
    assert isinstance(bad, Rejected)
    assert bad.line == 2
    assert why in bad.why
    assert behind == {"id": "n3", "late": "3"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"id,delay\nn1,1\n", "the heading has no column “late”"),
        (b"id,late,late\nn1,1,2\n", "the heading names “late” twice"),
        (b'"id"x,late\n', "the heading is no CSV"),
        (b"id,late\nn1,1\nZo\xeb,1\n", "line 3 is not UTF-8 (byte 3 of it), behind row 1"),
        (b'id,late\nn1,"' + b"x\n" * 90_000, ""),
        (b"id,late\n" + b"x" * 3_000_000 + b",1\n", "a row in line 2 is longer than 1 MiB"),
        (b"id,late\n" + b'"x\n",' * 400_000, "is longer than 1 MiB"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, text: bytes, said: str) -> None:
    """A wrong heading before any row; a line that is no text, and a row without end, behind those that were read."""
    try:
        rows = rows_of(written(tmp_path, "feed.csv", text), late_map("csv"))
    except UsageError as trouble:
        assert said in trouble.what
        assert trouble.where.endswith("feed.csv")
    else:
        assert not said
        assert isinstance(rows[0], Rejected)


def test_a_file_is_known_by_the_bytes_that_were_read(tmp_path: Path) -> None:
    """Grown it still begins with them; changed or cut it does not."""
    path = written(tmp_path, "feed.jsonl", LINES)
    feed = Feed(path, late_map("jsonl"))
    list(feed.rows())
    passed = feed.passed()
    assert passed.size == len(LINES)
    assert begins_with(path, passed)
    path.write_bytes(LINES + LINES)
    assert begins_with(path, passed)
    path.write_bytes(LINES.replace(b"n1", b"n9"))
    assert not begins_with(path, passed)
    path.write_bytes(LINES[:-1])
    assert not begins_with(path, passed)
