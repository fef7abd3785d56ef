"""What can go wrong below HTTP with the libraries that use aiohttp."""

import aiohttp

from clients.call import Call
from clients.errors import ProviderError

# The request never left, so not even a post can have had its effect.
_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)


def failure_below_http(call: Call, error: Exception) -> ProviderError:
    """Sort an error by whether the request can have arrived; any other is an unreadable answer."""
    match error:
        case _ if isinstance(error, _NEVER_SENT):
            return call.unreachable(error)
        case aiohttp.InvalidURL():
            return call.unsendable(error)
        case TimeoutError():
            return call.timed_out()
        case aiohttp.ClientError() | OSError():
            return call.broken_off(error)
        case _:
            return call.unreadable()
