"""Which addresses webhooks may be sent to."""

import ipaddress
from collections.abc import Sequence

import httpx2
import pytest

from dutiful_quote.webhooks.address_wall import AddressRefusedError, checked_address, is_public
from dutiful_quote.webhooks.endpoint import MalformedUrlError, check_url
from dutiful_quote.webhooks.transport import GuardedTransport

INSIDE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "2002:7f00:1::",
]
OUTSIDE = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "2a00:1450::1"]


def leading_to(*addresses: str) -> "Names":
    return Names([list(addresses)])


class Names:
    """A resolver that answers with other addresses each time it is asked."""

    def __init__(self, answers: list[list[str]]) -> None:
        self._answers = answers
        self.asked = 0

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        return self._answers[min(self.asked, len(self._answers)) - 1]


class Noting(httpx2.AsyncBaseTransport):
    """Notes where a request would go."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return httpx2.Response(204)


@pytest.mark.parametrize("text", INSIDE)
async def test_an_address_inside_a_network_is_refused(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))
    with pytest.raises(AddressRefusedError):
        await checked_address("name.example", 443, leading_to(text), allow_loopback=False)


@pytest.mark.parametrize("text", OUTSIDE)
async def test_an_address_of_the_open_internet_is_taken(text: str) -> None:
    found = await checked_address("name.example", 443, leading_to(text), allow_loopback=False)
    assert str(found) == text


async def test_a_name_with_one_address_inside_is_refused_as_a_whole() -> None:
    with pytest.raises(AddressRefusedError):
        await checked_address("name.example", 443, leading_to("8.8.8.8", "10.0.0.1"), allow_loopback=False)


async def test_loopback_is_taken_only_where_it_is_allowed() -> None:
    assert str(await checked_address("localhost", 80, leading_to("127.0.0.1"), allow_loopback=True)) == "127.0.0.1"
    with pytest.raises(AddressRefusedError):
        await checked_address("name.example", 443, leading_to("10.0.0.1"), allow_loopback=True)


async def test_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    names, inner = Names([["8.8.8.8"], ["127.0.0.1"]]), Noting()
    async with httpx2.AsyncClient(transport=GuardedTransport(resolver=names, inner=inner)) as client:
        await client.post("https://rebinding.example/hook")
    (request,) = inner.requests
    assert (request.url.host, names.asked) == ("8.8.8.8", 1)
    assert request.headers["host"] == "rebinding.example"
    assert request.extensions["sni_hostname"] == "rebinding.example"


@pytest.mark.parametrize("url", ["http://shop.example/", "https://shop.example:8443/", "http://shop.example:443/"])
async def test_only_https_on_its_own_port_is_called(url: str) -> None:
    inner = Noting()
    async with httpx2.AsyncClient(transport=GuardedTransport(resolver=leading_to("8.8.8.8"), inner=inner)) as client:
        with pytest.raises(AddressRefusedError):
            await client.post(url)
    assert inner.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/hook",
        "https://shop.example:8443/hook",
        "https://user:pw@shop.example/hook",
        "https://shop.example/hook#part",
        "https://10.0.0.1/hook",
        "https://[::1]/hook",
        "https://[::ffff:7f00:1]/hook",
        "ftp://shop.example/",
        "shop.example/hook",
        "https:///hook",
        "https://shop.example/a b",
        "https://shop.example:99999/",
        "https://[::1",
        "https://shöp.example/",
        "https://shop.example/" + "a" * 2050,
    ],
)
def test_a_url_that_will_never_be_called_is_refused_at_once(url: str) -> None:
    with pytest.raises(MalformedUrlError):
        check_url(url, allow_loopback=False)


def test_a_url_of_the_open_internet_is_taken() -> None:
    check_url("https://shop.example/hook?a=1", allow_loopback=False)
    check_url("https://shop.example:443/hook", allow_loopback=False)
    check_url("http://127.0.0.1:8000/hook", allow_loopback=True)
