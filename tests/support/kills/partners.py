"""What the worker of the queue of partners can do: whatever the house's contracts leave to that queue."""

from __future__ import annotations

from activities.connectors.guard import GuardedClient
from activities.connectors.http import HttpConnector
from workers.library.shelf import Folders, read_shelf
from workers.settings import load

_SETTINGS = load()
_CLIENT = GuardedClient()
for _name, _contract in read_shelf(Folders.of(_SETTINGS)).legal().contracts.items():
    if _contract.queue:
        globals()[_name] = HttpConnector(
            _contract, _SETTINGS.connectors[_name], client=_CLIENT, allow_private=_SETTINGS.allow_private
        )
