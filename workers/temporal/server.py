"""Temporal as the settings name it: the connection, what the server must know, and every reason why it is no use."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, GetSystemInfoRequest
from temporalio.client import Client, Plugin, TLSConfig
from temporalio.contrib.opentelemetry import OpenTelemetryPlugin
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import Unavailable, UsageError
from workers.settings import Settings
from workers.temporal import says as temporal_says
from workflows.handing_out import Queues
from workflows.recovery_case import SEARCH_ATTRIBUTES

CONNECT_WITHIN_S = 10.0
OLDEST_SERVER = (1, 24)
"""The first server with everything that is used here: signal-with-start of closed runs, priorities, user metadata."""
_KINDS = {
    "KEYWORD": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "DATETIME": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection, the task queues of the house, and whether the server knows our search attributes."""

    client: Client
    queues: Queues
    version: str
    shows: bool
    build: str = ""
    """The build id of our workers, where the house routes new work by it; running cases go over to the newest."""


async def connect(settings: Settings) -> Connected:
    """Connect to the server that the settings name, and check that it is of use.

    Raises:
        Unavailable: nobody answers, TLS does not fit, the namespace is unknown, the server is too old.
        UsageError: a setting is no use.
    """
    address, namespace = _address(settings), _name(settings, "temporal_namespace")
    queues = Queues(_name(settings, "temporal_queue"))
    where = f"{address} ({settings.values['temporal'].origin})"
    plugins: list[Plugin] = [OpenTelemetryPlugin()] if settings["telemetry"] != "off" else []
    try:
        client = await asyncio.wait_for(
            Client.connect(
                address, namespace=namespace, tls=tls_of(settings), plugins=plugins,
                api_key=settings["temporal_api_key"] or None, runtime=_runtime(),
            ),
            CONNECT_WITHIN_S,
        )  # fmt: skip
        version = (await client.workflow_service.get_system_info(GetSystemInfoRequest())).server_version
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
    except (RuntimeError, RPCError, TimeoutError, OSError) as trouble:
        raise _explained(trouble, where, namespace, tls=settings["temporal_tls"] == "on") from trouble
    check_version(version, where)
    return Connected(client, queues, version, await show(client), settings["temporal_build"])


def _address(settings: Settings) -> str:
    host, _, port = settings["temporal"].rpartition(":")
    if not host or not port.isdecimal() or any(c.isspace() or c == "/" for c in host):
        raise UsageError(
            f"“{settings['temporal']}” is no address of a Temporal server.", where=settings.values["temporal"].origin,
            remedy='Write it as temporal = "HOST:PORT".',
        )  # fmt: skip
    return settings["temporal"]


def _name(settings: Settings, name: str) -> str:
    """Return a name that Temporal is to know: an empty one would be another house's, or nobody's."""
    word = settings[name]
    if not word or any(c.isspace() for c in word):
        raise UsageError(
            f"“{word}” is no value of {name}.", where=settings.values[name].origin,
            remedy="Write one word, or leave the setting out.",
        )  # fmt: skip
    return word


def tls_of(settings: Settings) -> TLSConfig | bool:
    """Return how the line is protected.

    Raises:
        UsageError: an unknown word, or a file that cannot be read.
    """
    word = settings["temporal_tls"]
    if word not in {"on", "off"}:
        raise UsageError(
            f"“{word}” is no value of temporal_tls.", where=settings.values["temporal_tls"].origin,
            remedy="There are: off, on.",
        )  # fmt: skip
    parts = {name: _bytes(settings, f"temporal_{name}") for name in ("ca", "cert", "key")}
    if word == "off" and not any(parts.values()):
        return False
    if bool(parts["cert"]) != bool(parts["key"]):
        raise UsageError(
            "a certificate of ours takes both temporal_cert and temporal_key.", where=settings.file,
            remedy="Name both files, or neither.",
        )  # fmt: skip
    return TLSConfig(
        server_root_ca_cert=parts["ca"], client_cert=parts["cert"], client_private_key=parts["key"],
    )  # fmt: skip


def _bytes(settings: Settings, name: str) -> bytes | None:
    if not settings[name]:
        return None
    try:
        return Path(settings[name]).read_bytes()
    except OSError as trouble:
        raise UsageError(
            f"{settings[name]} cannot be read: {trouble.strerror}.", where=settings.values[name].origin,
            remedy=f"Name the file in {name}, or leave it out.",
        ) from trouble  # fmt: skip


def check_version(version: str, where: str) -> None:
    """Refuse a server that lacks what is used here.

    Raises:
        Unavailable: it is too old.
    """
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers is None or tuple(map(int, numbers.groups())) < OLDEST_SERVER:
        oldest = ".".join(map(str, OLDEST_SERVER))
        raise Unavailable(
            f"the Temporal server is version {version or '(unknown)'}; {oldest} or newer is needed.", where=where,
            remedy='Upgrade the server, or run with engine = "embedded".',
        )  # fmt: skip


def _explained(trouble: BaseException, where: str, namespace: str, *, tls: bool) -> Unavailable:
    said = str(trouble)
    if isinstance(trouble, RPCError) and trouble.status == RPCStatusCode.NOT_FOUND:
        return Unavailable(
            f"the Temporal server has no namespace “{namespace}”.", where=where,
            remedy=f"Make it: temporal operator namespace create --namespace {namespace}; or set temporal_namespace.",
        )  # fmt: skip
    if isinstance(trouble, RPCError) and trouble.status in {
        RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED,
    }:  # fmt: skip
        return Unavailable(
            "the Temporal server does not let us in.", where=where,
            remedy="Check temporal_api_key, temporal_cert and temporal_key.",
        )  # fmt: skip
    hung_up = not tls and "after connection" in said and "transport error" in said
    if hung_up or any(
        word in said.lower() for word in ("certificate", "tls", "handshake", "invalidcontenttype", "http2 error")
    ):
        remedy = "Set temporal_ca to the authority that signed it." if tls else 'Set temporal_tls = "on".'
        if tls and "invalidcontenttype" in said.lower():
            remedy = 'It does not speak TLS there: set temporal_tls = "off".'
        return Unavailable(
            "the line to Temporal cannot be protected as the server wants it.", where=where, remedy=remedy
        )
    return Unavailable(
        "no Temporal server answers.", where=where,
        remedy='Start one (make temporal-up), or name another: temporal = "HOST:PORT".',
    )  # fmt: skip


async def show(client: Client) -> bool:
    """Have the server know our search attributes; where we may not, cases are carried all the same."""
    try:
        known = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
        missing = {
            key.name: _KINDS[key.indexed_value_type.name]
            for key in SEARCH_ATTRIBUTES
            if key.name not in known.custom_attributes
        }
        if missing:
            asked = AddSearchAttributesRequest(search_attributes=missing, namespace=client.namespace)
            await client.operator_service.add_search_attributes(asked)
    except RPCError:
        return False
    return True


_RUNTIMES: list[Runtime] = []


def _runtime() -> Runtime:
    """Return the SDK's one runtime of this process."""
    if not _RUNTIMES:
        temporal_says.configure()
        forwarding = LogForwardingConfig(logger=logging.getLogger(temporal_says.CORE))
        told = LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=forwarding)
        _RUNTIMES.append(Runtime(telemetry=TelemetryConfig(logging=told)))
    return _RUNTIMES[0]
