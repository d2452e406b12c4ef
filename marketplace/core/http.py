"""Headers that every answer carries: a strict content policy with a nonce, and the usual refusals to leak."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from config import Settings


def csp_nonce() -> str:
    """The nonce of this answer's inline import map and accent colours."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_app(app: Flask, settings: Settings) -> None:
    """Attach the headers to every answer."""
    tiles = ""
    if settings.tile_url:
        parts = urlsplit(settings.tile_url.replace("{s}.", "*."))
        tiles = f" {parts.scheme}://{parts.netloc}"

    @app.before_request
    def refuse_zero_letters() -> None:
        """No address of ours holds the zero letter, which PostgreSQL keeps in no text."""
        if "\x00" in request.path:
            abort(404)
        if "%00" in request.query_string.decode("latin-1"):
            abort(400)

    @app.after_request
    def add_headers(response: Response) -> Response:
        nonce = f"'nonce-{csp_nonce()}'"
        policy = (
            f"default-src 'self'; script-src 'self' {nonce}; style-src 'self' {nonce}; "
            f"img-src 'self' data: blob:{tiles}; connect-src 'self'; font-src 'self'; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.is_https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
