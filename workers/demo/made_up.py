"""Failures of four fictional firms, made up from a seed, as the files that their systems write."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

FLIGHTS, PARCELS, BOOKINGS, CHARGES = 60, 24, 32, 24
"""Rows of each feed; only some of them are failures."""
WITHIN = timedelta(hours=26)
"""Everything is reported within this long after the start."""
LAY_UNREAD: Final = timedelta(hours=15)
"""One parcel was noticed so long before the others, and lay: a promise was broken before we knew of it."""
MISSED_FOR: Final = 60
"""So many hours nobody had seen that parcel."""
_CITIES = ("Jakarta", "Denpasar", "Surabaya", "Makassar", "Medan", "Yogyakarta")
_CAUSES = ("maskapai", "maskapai", "cuaca", "maskapai", "lain-lain", "teknis", "maskapai")
"""Why flights are late, as the desk writes it down."""
_NAMES: Mapping[str, Sequence[str]] = {
    "vi": ("Nguyen Thi Lan", "Tran Van Duc", "Le Thu Ha", "Pham Quang Huy", "Vo Ngoc Mai"),
    "en": ("Alice Moore", "Omar Haddad", "Grace Lee", "Daniel Novak", "Priya Nair"),
    "id": ("Dewi Lestari", "Agus Salim", "Putri Ayu", "Joko Susilo", "Maya Sari"),
}


@dataclass(frozen=True, slots=True)
class MadeUpFeed:
    """One feed that was written, and the map it is read by."""

    firm: str
    feed: Path
    map: str


def write_feeds(folder: Path, seed: int, start: datetime) -> list[MadeUpFeed]:
    """Write the feeds; the same seed and start, the same files."""
    chance = Random(seed)  # noqa: S311 — a demonstration, not a secret
    feeds = (
        ("Nusantara Air (airline)", "arrivals.csv", "nusantara-air", _flights),
        ("Mekong Parcels (parcel service)", "tracking.jsonl", "mekong-parcels", _parcels),
        ("Harbour Hotel (hotel)", "front-desk.csv", "harbour-hotel", _bookings),
        ("Saigon Pay (payment service)", "charges.csv", "saigon-pay", _charges),
    )
    found = []
    for firm, name, feed_map, make in feeds:
        _write(folder / name, make(chance, start))
        found.append(MadeUpFeed(firm, folder / name, feed_map))
    return found


_Rows = Sequence[Mapping[str, object]]
_Maker = Callable[[Random, datetime], _Rows]


def _write(path: Path, rows: _Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == ".jsonl":
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            return
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _moments(chance: Random, start: datetime, count: int) -> list[datetime]:
    return sorted(start + WITHIN * chance.random() for _ in range(count))


def _flights(chance: Random, start: datetime) -> _Rows:
    rows = []
    for number, arrived in enumerate(_moments(chance, start, FLIGHTS)):
        late = int(chance.expovariate(1 / 150))
        origin, destination = chance.sample(_CITIES, 2)
        local = arrived.astimezone(ZoneInfo("Asia/Jakarta"))
        rows.append({
            "flight": f"NU {100 + number}", "arrived": f"{local:%d/%m/%Y %H:%M}", "minutes_late": min(late, 900),
            "dari": origin, "ke": destination, "penyebab": _CAUSES[number % len(_CAUSES)],
        })  # fmt: skip
    return rows


def _person(chance: Random, number: int, kind: str, languages: Sequence[str]) -> dict[str, object]:
    language = chance.choice(languages)
    name = chance.choice(_NAMES[language])
    return {
        f"{kind}_no": f"{kind[0]}{number:04}", kind: name, "email": f"{name.lower().replace(' ', '.')}@example.org",
        "language": language,
    }  # fmt: skip


def _parcels(chance: Random, start: datetime) -> _Rows:
    rows = []
    for number, noticed in enumerate([start - LAY_UNREAD, *_moments(chance, start, PARCELS - 1)]):
        rows.append({
            "parcel": f"MP{chance.randrange(10**8):08}",
            "silent_hours": int(chance.uniform(6, 110)) if number else MISSED_FOR,
            "noticed": noticed.strftime("%Y-%m-%dT%H:%M:%SZ"), "value": f"{chance.randrange(900, 90_000) / 100:.2f}",
            "gift": chance.random() < 0.2, **_person(chance, number, "recipient", ("vi", "vi", "en")),  # noqa: PLR2004
        })  # fmt: skip
    return rows


def _bookings(chance: Random, start: datetime) -> _Rows:
    rows = []
    for number, arrives in enumerate(_moments(chance, start, BOOKINGS)):
        local = arrives.astimezone(ZoneInfo("America/New_York"))
        rows.append({
            "booking": f"HH-{1000 + number}", "arrives": f"{local:%Y-%m-%d %H:%M}", "nights": chance.randrange(1, 5),
            "rate": f"{chance.randrange(12_000, 48_000) / 100:.2f}",
            "children": "yes" if chance.random() < 0.25 else "no",  # noqa: PLR2004
            "status": "no room" if chance.random() < 0.4 else "arrived",  # noqa: PLR2004
            "partner": "Bayview Inn", "partner_address": "7 Quay Road", "other_partner": "The Lantern",
            "other_partner_address": "22 Lamp Street",
            **_person(chance, number, "guest", ("en", "en", "id")),
        })  # fmt: skip
    return rows


def _charges(chance: Random, start: datetime) -> _Rows:
    rows = []
    for number, noticed in enumerate(_moments(chance, start, CHARGES)):
        local = noticed.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
        rows.append({
            "charge": f"SP-{2000 + number}", "noticed": f"{local:%Y-%m-%d %H:%M}",
            "amount": f"{chance.randrange(900, 25_000) / 100:.2f}", "times": 2 if chance.random() < 0.5 else 1,  # noqa: PLR2004
            "overdrawn": "yes" if chance.random() < 0.15 else "no",  # noqa: PLR2004
            **_person(chance, number, "payer", ("vi", "vi", "en")),
        })  # fmt: skip
    return rows
