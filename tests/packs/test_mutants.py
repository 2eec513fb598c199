"""Whether the transcription would notice a wrong pack: every number and every comparison of every pack, changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.entitlement.evaluate import pack_version
from domain.entitlement.model import Pack
from domain.errors import MakegoodError
from tests.support.expected import NAMES, Row, rows
from tests.support.packs import shipped
from tests.support.perturbed import perturbed

EQUIVALENT = Path(__file__).parent / "equivalent.yaml"
"""Changes that make no difference, by pack, with the reason."""


@pytest.mark.parametrize("name", NAMES)
def test_every_number_and_comparison_is_held_by_an_expectation(name: str) -> None:
    """Change any one of them, and some cell is answered otherwise; what makes no difference says why, and is needed."""
    pack = shipped(name)
    survivors = set(_survivors(pack, rows(pack)))
    explained = {change for each in _equivalent().get(name, ()) for change in each["changes"]}
    assert survivors - explained == set(), "changes that no expectation notices"
    assert explained - survivors == set(), "changes that are explained and noticed all the same"


def test_whatever_makes_no_difference_has_its_reason() -> None:
    """Each list of changes says why in words, and is of a pack that ships."""
    assert set(_equivalent()) <= set(NAMES)
    assert all(each["why"] and each["changes"] for lists in _equivalent().values() for each in lists)


def _equivalent() -> dict[str, list[dict[str, Any]]]:
    return dict(yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")))


def _survivors(pack: Pack, all_rows: list[Row]) -> Iterator[str]:
    """Yield the changes that no row notices; those rows are asked first that noticed something before."""
    asked_by: dict[str, list[Row]] = {}
    for row in all_rows:
        asked_by.setdefault(_version(pack, row), []).append(row)
    for changed in perturbed(pack):
        of_a_day = changed.how.endswith("day") or not changed.version
        asked = all_rows if of_a_day else asked_by[changed.version]
        noticed = next((row for row in asked if _notices(row, changed.pack)), None)
        if noticed is None:
            yield str(changed)
        else:
            asked.remove(noticed)
            asked.insert(0, noticed)


def _version(pack: Pack, row: Row) -> str:
    """Return the version that a row asks; "" where there is none on its day."""
    try:
        return pack_version(pack, row.on, version=row.version, known_on=row.known).name
    except MakegoodError:
        return ""


def _notices(row: Row, pack: Pack) -> bool:
    """Say whether a pack answers a row otherwise, or not at all."""
    try:
        return row.wrong(pack) != ""
    except Exception:  # noqa: BLE001 — whatever it is, it was noticed
        return True
