"""The sandbox's files: evidence for disputes, checked as Stripe checks it and not kept."""

from __future__ import annotations

import email
import email.policy
import hashlib
from typing import Any

from payouts.gateways.sandbox.answers import Refusal, Request, missing
from payouts.gateways.sandbox.store import Body

FILE_BYTES_MAX = 5 * 1024 * 1024
_BEGINNINGS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n": "png"}


def parts_of(content_type: str, body: bytes) -> dict[str, Any]:
    """Read a multipart form: texts, and of a file its name, size, digest and what it begins like."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.message_from_bytes(head + (body or b""), policy=email.policy.HTTP)
    found: dict[str, Any] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_filename() is None:
            found[name] = data.decode()
            continue
        kind = next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), None)
        found[name] = {
            "filename": part.get_filename(),
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "kind": kind,
        }
    return found


def create_file(request: Request) -> Body:
    """Answer POST /v1/files."""
    purpose, sent = request.text("purpose"), request.params.get("file")
    if purpose != "dispute_evidence":
        raise Refusal("The sandbox takes evidence for disputes alone.", param="purpose")
    if not isinstance(sent, dict):
        raise Refusal("Missing required param: file.", code="parameter_missing", param="file")
    if sent["kind"] is None:
        raise Refusal("This file type is not supported for dispute_evidence.", param="file")
    if not 0 < sent["size"] <= FILE_BYTES_MAX:
        raise Refusal("The file is empty or larger than 5 MB.", param="file")
    made: Body = {
        "id": request.store.new_id("file"),
        "object": "file",
        "created": request.seconds,
        "expires_at": None,
        "filename": sent["filename"],
        "links": None,
        "purpose": purpose,
        "size": sent["size"],
        "title": None,
        "type": sent["kind"],
        "url": None,
    }
    return request.store.add("file", made)


def read_file(request: Request, file_id: str) -> Body:
    """Answer GET /v1/files/{id}."""
    found = request.store.get("file", file_id)
    if found is None:
        raise missing("file", file_id)
    return found
