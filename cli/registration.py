"""The search attributes by which campaigns are found, registered at the Temporal server."""

from datetime import timedelta

from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from cli.errors import Refusal
from workflows.search_attributes import ALL_KEYS

PATIENCE = timedelta(seconds=10)
# Temporal Cloud keeps this list to its own tool; a start says by itself what is missing there.
NOT_TOLD = frozenset({RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.PERMISSION_DENIED})


async def missing_search_attributes(client: Client) -> list[str]:
    """Name the search attributes that the server does not know yet."""
    request = ListSearchAttributesRequest(namespace=client.namespace)
    known = await client.operator_service.list_search_attributes(request, timeout=PATIENCE)
    return [key.name for key in ALL_KEYS if key.name not in known.custom_attributes]


async def require_search_attributes(client: Client) -> None:
    """Refuse to start what the server could not take: an unknown attribute fails the call."""
    try:
        missing = await missing_search_attributes(client)
    except RPCError as error:
        if error.status in NOT_TOLD:
            return
        raise
    if missing:
        raise Refusal(
            f"Temporal does not know {', '.join(missing)} in namespace {client.namespace}; "
            "run `campaign setup`"
        )


async def register_search_attributes(client: Client) -> list[str]:
    """Register what is missing and name it; twice is safe."""
    missing = await missing_search_attributes(client)
    if missing:
        types = {k.name: int(k.indexed_value_type) for k in ALL_KEYS if k.name in missing}
        request = AddSearchAttributesRequest(namespace=client.namespace)
        for name, kind in types.items():
            request.search_attributes[name] = kind  # type: ignore[assignment]
        try:
            await client.operator_service.add_search_attributes(request, timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.ALREADY_EXISTS:  # somebody was faster
                raise
    return missing
