# SPDX-License-Identifier: Apache-2.0
"""JWTs made by hand, right and wrong in every way a test wants; the server signs with the same key."""
import base64
import hashlib
import hmac
import json

from support.server import AUTH_KEY, AUTH_KEY_ID


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64url_decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(token):
    """The claims of a token, unverified."""
    return json.loads(b64url_decode(token.split(".")[1]))


def header_of(token):
    return json.loads(b64url_decode(token.split(".")[0]))


def sign(claims, key=AUTH_KEY, header=None, raw_claims=None):
    """A token over these claims. `raw_claims` (bytes) takes JSON text as it is, e.g. with a member twice."""
    header = {"alg": "HS256", "typ": "JWT", "kid": AUTH_KEY_ID} if header is None else header
    body = raw_claims if raw_claims is not None else json.dumps(claims).encode()
    signed = f"{b64url(json.dumps(header).encode())}.{b64url(body)}"
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}.get(header.get("alg"))
    signature = hmac.new(key, signed.encode(), digest).digest() if digest else b""
    return f"{signed}.{b64url(signature)}"


def altered(token, header=None, **claims):
    """The same token with other claims (None removes one) and header members, signed again."""
    new_claims = {k: v for k, v in {**claims_of(token), **claims}.items() if v is not None}
    new_header = {k: v for k, v in {**header_of(token), **(header or {})}.items() if v is not None}
    return sign(new_claims, header=new_header)
