"""ClamAV, asked over its own protocol (INSTREAM). Set up, it must answer: else no file is taken."""

import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from safety.conditions import Condition
from safety.files.refusals import ScannerAway, VirusFound

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3
ANSWER_SECONDS = 60
BITE = 1 << 16
LONGEST_ANSWER = 4096
PORT = 3310

NOT_SET = "Uploaded files are not scanned for viruses: no scanner is set up. Set CLAMAV_ADDRESS to have them scanned."
ANSWERS = "Uploaded files are scanned for viruses by ClamAV at {address}, which answers."
AWAY = "ClamAV at {address} does not answer: until it does, no files are taken."


@dataclass(frozen=True)
class Address:
    """Where ClamAV listens: a host and port, or the path of a socket."""

    words: str
    host: str = ""
    port: int = PORT
    path: str = ""

    @classmethod
    def of(cls, words: str) -> "Address":
        """Return the address meant by tcp://host:port or unix:///path. Raises ImproperlyConfigured."""
        parts = urlsplit(words)
        try:
            if parts.scheme == "tcp" and parts.hostname and parts.path in ("", "/"):
                return cls(words, host=parts.hostname, port=parts.port or PORT)
        except ValueError:
            pass
        if parts.scheme == "unix" and parts.path and not parts.netloc:
            return cls(words, path=unquote(parts.path))
        raise ImproperlyConfigured(
            f"CLAMAV_ADDRESS must be tcp://host:port or unix:///path/of/socket, not {words!r}. See .env.example."
        )


def scanner_address() -> Address | None:
    """Return where the scanner is, None where none is set up. Raises ImproperlyConfigured."""
    return Address.of(settings.CLAMAV_ADDRESS) if settings.CLAMAV_ADDRESS else None


def scan_for_viruses(data: bytes) -> bool:
    """Return whether a file was scanned, and so is clean. Raises VirusFound or ScannerAway."""
    address = scanner_address()
    if address is None:
        return False
    answer = _asked(address, b"INSTREAM", data)
    if answer == "stream: OK":
        return True
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        log.warning("ClamAV found %s in a file that was uploaded.", answer[8:-6])
        raise VirusFound
    log.error("ClamAV at %s did not scan a file: %s", address.words, answer)
    raise ScannerAway


def scanner_state() -> Condition:
    """Return whether files are scanned for viruses, asking the scanner itself."""
    address = scanner_address()
    if address is None:
        return Condition(NOT_SET, is_well=False)
    try:
        is_there = _asked(address, b"PING") == "PONG"
    except ScannerAway:
        is_there = False
    return Condition((ANSWERS if is_there else AWAY).format(address=address.words), is_well=is_there)


def _asked(address: Address, command: bytes, data: bytes | None = None) -> str:
    """Return the scanner's answer to a command, and to what is streamed after it. Raises ScannerAway."""
    try:
        with _connected(address) as connection:
            connection.sendall(b"z" + command + b"\0")
            if data is not None:
                _stream(connection, data)
            return _answer(connection)
    except OSError as failed:
        log.error("ClamAV at %s cannot be asked: %s", address.words, failed)
        raise ScannerAway from None


@contextmanager
def _connected(address: Address) -> Iterator[socket.socket]:
    with _connection(address) as connection:
        connection.settimeout(ANSWER_SECONDS)
        yield connection


def _connection(address: Address) -> socket.socket:
    if not address.path:
        return socket.create_connection((address.host, address.port), timeout=CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection


def _stream(connection: socket.socket, data: bytes) -> None:
    for start in range(0, len(data), BITE):
        bite = data[start : start + BITE]
        connection.sendall(struct.pack("!L", len(bite)) + bite)
    connection.sendall(struct.pack("!L", 0))


def _answer(connection: socket.socket) -> str:
    """Return an answer without the NUL that ends it; one cut short is none."""
    answer = b""
    while not answer.endswith(b"\0"):
        received = connection.recv(LONGEST_ANSWER)
        if not received or len(answer) > LONGEST_ANSWER:
            raise ConnectionError("its answer was cut short")
        answer += received
    return answer[:-1].decode("utf-8", "replace").strip()
