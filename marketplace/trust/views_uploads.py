"""Hands out the bytes of uploads to those who may see them."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from marketplace.core import edge
from marketplace.core.permissions import public
from marketplace.trust import images, uploads
from marketplace.trust.reader import anybody

YEAR_SECONDS = 365 * 24 * 3600
NOTHING_RUNS = "default-src 'none'; sandbox"


@public
def upload(public_id: str) -> ResponseReturnValue:
    """One file, never as anything but what it is; private ones are checked, and asked for anew each time."""
    found = uploads.visible(public_id, anybody)
    is_small = request.args.get("size") == "small"
    key, media_type, is_private = found.key, found.media_type, found.is_private
    tag = f"{public_id}{'-small' if is_small else ''}"
    response = Response(mimetype=media_type)
    if tag not in request.if_none_match:
        edge.release()  # the store may be far away
        response.set_data(uploads.bytes_under(key, media_type, small=is_small))
    response.set_etag(tag)
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if media_type != images.MEDIA_TYPE:
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{public_id}.{key.rpartition(".")[2]}"'
        )
    if is_private:
        response.cache_control.private = response.cache_control.no_cache = True
    else:
        response.cache_control.public = response.cache_control.immutable = True
        response.cache_control.max_age = YEAR_SECONDS
    return response.make_conditional(request)
