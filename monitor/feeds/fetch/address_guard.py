"""Addresses that are refused: a feed must not give access to the network in which the daemon runs.

A name is resolved here, its addresses are checked, and only a checked address is connected to. So a name that
resolves differently the second time (DNS rebinding) gains nothing.
"""

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Reachable for a feed that says `private: true`: loopback, RFC 1918, RFC 6598 (carriers, Tailscale), RFC 4193.
_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = (
    *(IPv4Network(network) for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")),
    *(IPv6Network(network) for network in ("::1/128", "fc00::/7")),
)
# Cloud metadata services outside the link-local block.
_METADATA = frozenset({IPv4Address("100.100.100.200"), IPv4Address("192.0.0.192"), IPv6Address("fd00:ec2::254")})


@lru_cache(4096)
def refusal(address: str, *, private: bool) -> str:
    """Why `address` is refused, in a word or two; "" if it is not. `private` is the feed's own permission."""
    ip = _innermost(ipaddress.ip_address(address.partition("%")[0]))
    if ip in _METADATA or ip.is_link_local:
        return "link-local or cloud metadata"
    if any(ip.version == network.version and ip in network for network in _PRIVATE):
        return "" if private else "loopback" if ip.is_loopback else "private"
    if ip.is_multicast:
        return "multicast"
    if not ip.is_global or (isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST):
        return "reserved"
    return ""


def _innermost(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address an IPv6 one carries, if it carries one."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


class Resolver:
    """Resolve names in separate threads, so that dead name servers block nothing else. Closed by `close`."""

    def __init__(self, threads: int = 16) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="dns")

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """All addresses of `host`, best first; raises socket.gaierror or UnicodeError (an invalid name)."""
        try:
            return (str(ipaddress.ip_address(host)),)
        except ValueError:
            loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _look_up, host, port)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
