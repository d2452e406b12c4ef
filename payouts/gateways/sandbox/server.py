"""The sandbox behind a port: the thinnest WSGI application that answers as it does in process."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from payouts.gateways.sandbox.transport import Sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def sandbox_app(sandbox: Sandbox) -> WSGIApplication:
    """Serve a sandbox over HTTP, for a client in another process or for a fuzzer.

    Parameters
    ----------
    sandbox : Sandbox

    Returns
    -------
    WSGI application
        Bind it to loopback only: whoever has a key of the form ``sk_...`` has an account.
    """

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"].lower()
        query = environ.get("QUERY_STRING", "")
        url = environ.get("PATH_INFO", "") + (f"?{query}" if query else "")
        headers = {
            name[5:].replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_") and isinstance(value, str)
        }
        headers["Content-Type"] = environ.get("CONTENT_TYPE", "")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        sent = environ["wsgi.input"].read(length)
        # A file stays as it is; everything else is text.
        form = sent if headers["Content-Type"].startswith("multipart/") else sent.decode()
        body, status, answered = sandbox.request(method, url, headers, form or None)
        content = body.encode()
        told = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(content))),
            *answered.items(),
        ]
        start_response(f"{status} {HTTPStatus(status).phrase}", told)
        return [content]

    return app
