"""A little ClamAV for tests: it speaks INSTREAM on a real socket and knows one virus, the harmless EICAR string."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# In two pieces, so that scanners leave this file alone.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scan(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        if command == b"zINSTREAM\0":
            self.server.received = self._streamed()
            self.wfile.write(self.server.answer or self._verdict(self.server.received))

    def _streamed(self) -> bytes:
        parts = []
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            parts.append(self.rfile.read(length))
        return b"".join(parts)

    def _verdict(self, data: bytes) -> bytes:
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"


class OverTcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    received: bytes = b""
    answer: bytes = b""


class OverSocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    received: bytes = b""
    answer: bytes = b""


@contextmanager
def scanning(path: Path | None = None) -> Iterator[tuple[OverTcp | OverSocket, str]]:
    """Run the scanner, on a port or a socket's path; yield it and its address as settings have it."""
    server = OverSocket(str(path), Scan) if path else OverTcp(("127.0.0.1", 0), Scan)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server, f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
