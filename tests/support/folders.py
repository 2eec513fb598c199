"""Folders of houses: the one in the repository, and copies of it to write into."""

from __future__ import annotations

import shutil
from pathlib import Path

from workers.library.shelf import Folders

ROOT = Path(__file__).parents[2]
FOLDERS = Folders(ROOT / "playbooks", ROOT / "messages", ROOT / "calendars", ROOT / "packs")
"""Where the house in the repository keeps its documents."""


def copy_house(to: Path, of: Path = ROOT) -> None:
    """Copy the documents of a house into another folder."""
    for name in Folders._fields:
        if (of / name).is_dir():
            shutil.copytree(of / name, to / name)
