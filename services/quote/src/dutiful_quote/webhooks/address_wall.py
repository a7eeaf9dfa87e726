"""Which addresses may be called: none that lies inside a network, whatever name leads there.

IANA's special-purpose address registries (RFC 6890) name what is not globally reachable. IPv6 is taken only from the
global unicast block 2000::/3, without the parts of it that lead back into IPv4 or are set aside; so mapped,
translated, unique local, link-local and multicast addresses are refused by not being in it.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from typing import Final, Protocol

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED_IPV4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
_REFUSED_IPV6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class AddressRefusedError(Exception):
    """The address must not be called, or the name has none."""


class Resolver(Protocol):
    """From a name to its addresses."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """All addresses of the name, as text. Raises `AddressRefusedError` where it has none."""


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """The addresses that the system knows.

    Raises:
        AddressRefusedError: the name has none.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise AddressRefusedError("the name has no address") from exc
    return [str(entry[4][0]) for entry in found]


def is_public(address: Address) -> bool:
    """Whether the address lies in the open internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _REFUSED_IPV4)
    return address in _GLOBAL_IPV6 and not any(address in network for network in _REFUSED_IPV6)


async def checked_address(host: str, port: int, resolver: Resolver, *, allow_loopback: bool) -> Address:
    """The one address to connect to, and to no other: asking for the name a second time might give another.

    Raises:
        AddressRefusedError: one of the name's addresses must not be called; then none is.
    """
    try:
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in await resolver(host, port)]
    except ValueError as exc:
        raise AddressRefusedError("the name has no address") from exc
    if not addresses:
        raise AddressRefusedError("the name has no address")
    if not all(is_public(one) or (allow_loopback and one.is_loopback) for one in addresses):
        raise AddressRefusedError("the name leads into a network that must not be called")
    return min(addresses, key=lambda one: one.version)
