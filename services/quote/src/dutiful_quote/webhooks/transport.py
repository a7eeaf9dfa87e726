"""The way out: an HTTP transport that connects to exactly the address it has checked."""

import httpx2

from dutiful_quote.webhooks.address_wall import AddressRefusedError, Resolver, checked_address, system_resolver

_HTTPS_PORT = 443


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Resolves the host once, refuses addresses inside networks, and connects to the checked one (no DNS rebinding).

    The certificate is still checked against the name. Connections are not kept: those of two names that share an
    address must not be mixed up.

    Args:
        allow_loopback: also http, and any port, where the address is this machine's own; for development and tests.
    """

    def __init__(
        self,
        *,
        resolver: Resolver = system_resolver,
        allow_loopback: bool = False,
        inner: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._resolver = resolver
        self._allow_loopback = allow_loopback
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=0)
        self._inner = inner or httpx2.AsyncHTTPTransport(trust_env=False, limits=limits)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request.

        Raises:
            AddressRefusedError: it must not be sent there.
        """
        url = request.url
        port = url.port or (_HTTPS_PORT if url.scheme == "https" else 80)
        address = await checked_address(url.host, port, self._resolver, allow_loopback=self._allow_loopback)
        if not address.is_loopback and (url.scheme != "https" or port != _HTTPS_PORT):
            raise AddressRefusedError("only https on port 443 is called")
        request.url = url.copy_with(host=str(address))
        request.extensions = {**request.extensions, "sni_hostname": url.host}
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._inner.aclose()
