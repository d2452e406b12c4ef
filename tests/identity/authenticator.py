"""A passkey device in software: makes a key pair per site, and signs what a browser would."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost:5000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    """Bytes as browsers send them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def plain(data: str) -> bytes:
    """And back."""
    return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))


@dataclass
class Device:
    """One device with at most one passkey; `verifies` says whether it checks who holds it."""

    verifies: bool = True
    origin: str = ORIGIN
    credential_id: bytes = field(default_factory=lambda: os.urandom(24))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: str = ""
    counter: int = 0

    def create(self, options: dict[str, Any]) -> str:
        """Make a passkey."""
        self.handle = options["user"]["id"]
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = (
            bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cbor2.dumps(cose)
        )
        data = self._data(options["rp"]["id"], ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(
            {"attestationObject": text(statement), "clientDataJSON": text(client), "transports": ["internal"]}
        )

    def get(self, options: dict[str, Any]) -> str:
        """Use the passkey."""
        self.counter += 1
        data = self._data(options["rpId"], 0)
        client = self._client("webauthn.get", options)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "authenticatorData": text(data),
                "clientDataJSON": text(client),
                "signature": text(signed),
                "userHandle": self.handle,
            }
        )

    def _data(self, relying_party: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(relying_party.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        name = text(self.credential_id)
        answer = {"id": name, "rawId": name, "type": "public-key", "response": response, "extensions": "{}"}
        return json.dumps(answer)
