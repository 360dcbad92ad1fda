"""Where a request comes from (来路): the client's own address, believed from trusted proxies alone.

Whoever asks may write any header. A proxy that the settings name is believed in what it says of the one who
asked it; so the address is the right-most of `X-Forwarded-For` that is no such proxy's. Everything behind
reads it as `REMOTE_ADDR`: counts of wrong passwords, trails, the one-click page of the demo.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpResponse

from liancun.faces.request import Request

Address = IPv4Address | IPv6Address
FORWARDED_FOR, FORWARDED_PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
BY_PROXIES = (
    FORWARDED_FOR,
    FORWARDED_PROTO,
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
"""What proxies add: who sends one of these is not simply a browser on this machine."""
IPV6_HOME = 64
"""The bits of an IPv6 address that one line has: the others its owner chooses."""


class ClientMiddleware:
    """Puts the client's own address in the place of the proxy's; '' where nobody can know it."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Before anything asks for the address, or whether the way is HTTPS."""
        meta = request.META
        request.forwarded = any(name in meta for name in BY_PROXIES)
        peer = read(meta.get("REMOTE_ADDR", ""))
        if trusted(peer):
            found = client_of(peer, meta.get(FORWARDED_FOR, ""))
        else:
            meta.pop(FORWARDED_PROTO, None)
            # A proxy on this machine that nobody named: all its clients would be one.
            found = None if peer and peer.is_loopback and request.forwarded else peer
        meta["REMOTE_ADDR"] = str(found or "")
        return self.get_response(request)


def client_of(peer: Address | None, forwarded_for: str) -> Address | None:
    """The right-most address that is no trusted proxy's; before what is no address, the last one known."""
    last = peer
    for each in reversed(forwarded_for.split(",")):
        found = read(each)
        if found is None:
            return last
        last = found
        if not trusted(found):
            break
    return last


def read(text: str) -> Address | None:
    """An address as servers and proxies write it: with a port, in brackets, IPv4 in IPv6; None for others."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def trusted(address: Address | None) -> bool:
    """Whether the settings name this proxy; without an address it is one at a Unix socket."""
    if address is None:
        return settings.UNIX_PROXY
    return any(address in network for network in settings.PROXIES)


def on_this_machine(request: Request) -> bool:
    """Whether a browser of this very machine asks, with no proxy between."""
    found = read(request.META["REMOTE_ADDR"])
    return bool(found and found.is_loopback and not request.forwarded)


def line_of(request: Request) -> str | None:
    """What wrong passwords are counted by: the address, of IPv6 what one line has; None where unknown."""
    found = read(request.META.get("REMOTE_ADDR", ""))
    if isinstance(found, IPv6Address):
        return str(ip_network((found, IPV6_HOME), strict=False).network_address)
    return str(found) if found else None
