"""A person at the door, in a process of their own: gives commands and prints how long each took, in milliseconds."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from activities.journal.door import Knock


async def main(door: str, case: str, commands: int) -> None:
    """Give so many commands, one after the other, with a breath in between."""
    knock = Knock(Path(door))
    for number in range(commands):
        began = time.perf_counter()
        await knock.call("note", case=case, text=f"remark {number}", user="bench")
        print((time.perf_counter() - began) * 1e3)
        await asyncio.sleep(0.005)
    await knock.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
