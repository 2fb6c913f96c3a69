"""A passkey as a browser would have made it, for pages that need one to be there."""

import base64
import hashlib
import json
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User


def make_passkey(user: User, name: str = "Phone") -> Authenticator:
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": name, "credential": _credential()}
    )


def _credential() -> dict[str, Any]:
    flag = AuthenticatorData.FLAG
    pair = ec.generate_private_key(ec.SECP256R1())
    key = ES256.from_cryptography_key(pair.public_key())  # type: ignore[no-untyped-call]
    attested = AttestedCredentialData.create(bytes(16), secrets.token_bytes(16), key)
    data = AuthenticatorData.create(
        hashlib.sha256(b"localhost").digest(), flag.UP | flag.UV | flag.AT, 0, attested
    )
    said = {"type": "webauthn.create", "challenge": "AAAA", "origin": "http://localhost"}
    return {
        "id": _text(attested.credential_id),
        "rawId": _text(attested.credential_id),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": _text(json.dumps(said).encode()),
            "attestationObject": _text(AttestationObject.create("none", data, {})),
        },
    }


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
