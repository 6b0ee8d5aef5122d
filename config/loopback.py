"""Where a site of one machine is reached: at which of the machine's own addresses, and by which name."""

import errno
import socket

IPV4, IPV6 = "127.0.0.1", "::1"
NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def served_at(port: int) -> list[str]:
    """Return the machine's own addresses to serve a port at: IPv4's, and IPv6's where there is one.

    Raises OSError or OverflowError for a port that cannot be used at one of them.
    """
    _bind(socket.AF_INET, IPV4, port)
    try:
        _bind(socket.AF_INET6, IPV6, port)
    except OSError as refused:
        if refused.errno not in NOT_HERE:
            raise
        return [IPV4]
    return [IPV4, IPV6]


def _bind(family: socket.AddressFamily, address: str, port: int) -> None:
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind((address, port))


def name_of(addresses: list[str]) -> str:
    """Return what to open the site by: localhost, which browsers keep passkeys for, where it leads to these alone."""
    try:
        found = {to[0] for *_, to in socket.getaddrinfo("localhost", None)}
    except OSError:
        found = set()
    return "localhost" if found and found <= set(addresses) else IPV4
