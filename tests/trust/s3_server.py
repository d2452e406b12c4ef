"""As much of an S3-compatible store as uploads use, over real HTTP, for the tests of the setting."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from tests.servers import LOOKS_UP_SECONDS

STAMP = "%Y-%m-%dT%H:%M:%S.000Z"


class Bucket(BaseHTTPRequestHandler):
    """Keeps objects in memory."""

    objects: dict[str, bytes]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        self.objects[self._key()] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"", ETag='"1"')

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self._answer(200, self._listing(query.get("prefix", [""])[0]))
        elif self._key() in self.objects:
            self._answer(
                200,
                self.objects[self._key()],
                ETag='"1"',
                **{"Last-Modified": "Mon, 23 Nov 2026 12:00:00 GMT"},
            )
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_DELETE(self) -> None:
        self.objects.pop(self._key(), None)
        self._answer(204, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        gone = re.findall(r"<Key>(.*?)</Key>", body)
        for key in gone:
            self.objects.pop(key, None)
        done = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in gone)
        self._answer(200, f"<DeleteResult>{done}</DeleteResult>".encode())

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/photos/")

    def _listing(self, prefix: str) -> bytes:
        stamp = datetime(2026, 11, 20, tzinfo=UTC).strftime(STAMP)
        rows = "".join(
            f"<Contents><Key>{k}</Key><LastModified>{stamp}</LastModified><ETag>1</ETag><Size>{len(v)}</Size></Contents>"
            for k, v in sorted(self.objects.items())
            if k.startswith(prefix)
        )
        return f"<ListBucketResult><Name>photos</Name><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def bucket() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The address of a store of a test's own, and what is in it."""
    handler = type("OwnBucket", (Bucket,), {"objects": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", handler.objects  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
