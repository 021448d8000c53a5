# SPDX-License-Identifier: Apache-2.0
"""The contract as a checker: which operation a request is, and whether an answer is as openapi.yaml says."""
import json
import pathlib
import re
import urllib.parse

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
METHODS = ("get", "post", "put", "patch", "delete")
# Headers of HTTP itself, which no operation has to document.
GENERAL_HEADERS = {
    "allow", "cache-control", "connection", "content-length", "content-type", "content-language", "date",
    "idempotency-replayed", "keep-alive", "pragma", "ratelimit", "ratelimit-policy", "server", "transfer-encoding",
    "vary", "www-authenticate", "x-content-type-options", "x-request-id",
}
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

format_checker = jsonschema.FormatChecker(formats=())


@format_checker.checks("date-time")
def _is_time(value):
    return not isinstance(value, str) or bool(TIME.match(value))


@format_checker.checks("uri-reference")
def _is_uri_reference(value):
    return not isinstance(value, str) or not re.search(r"[\s<>\"{}|\\^`]", value)


class ContractBroken(AssertionError):
    """An answer that openapi.yaml does not allow."""


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), f"a member stands twice in {names}"
    return dict(pairs)


def parse_json(text):
    """Strict JSON: no member twice, no NaN or Infinity."""
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")
    return json.loads(text, object_pairs_hook=no_duplicates, parse_constant=refuse)


class Operation:
    """One operation of the contract, with its references followed one level."""

    def __init__(self, contract, path, method, item):
        self.contract = contract
        self.path = path
        self.method = method.upper()
        self.spec = item[method]
        self.id = self.spec["operationId"]
        self.scope = self.spec.get("x-scope")
        self.parameters = [contract.resolve(p) for p in item.get("parameters", []) + self.spec.get("parameters", [])]
        self.responses = {str(code): contract.resolve(r) for code, r in self.spec["responses"].items()}
        # Literal text counts before a parameter: /operators/me/offer before /operators/{operatorId}/...
        self.literals = len(re.sub(r"\{[^}]*\}", "", path))
        pattern = re.sub(r"\\\{[^}]*\\\}", r"([^/]+?)", re.escape(path))
        self.regex = re.compile("^" + pattern + "$")

    @property
    def path_parameters(self):
        return re.findall(r"\{([^}]*)\}", self.path)

    def url(self, **values):
        """The path with its parameters filled in and percent-encoded."""
        return re.sub(r"\{([^}]*)\}", lambda m: urllib.parse.quote(str(values[m.group(1)]), safe=""), self.path)

    def body_schema(self, media="application/json"):
        content = self.contract.resolve(self.spec.get("requestBody", {})).get("content", {})
        return content.get(media, {}).get("schema")

    def __repr__(self):
        return f"{self.id} ({self.method} {self.path})"


class Contract:
    def __init__(self, path=ROOT / "openapi.yaml"):
        with open(path, encoding="utf-8") as file:
            self.spec = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.resolver = jsonschema.RefResolver("", self.spec)
        self.operations = [Operation(self, path, method, item) for path, item in self.spec["paths"].items()
                           for method in METHODS if method in item]
        self.by_id = {op.id: op for op in self.operations}
        self._validators = {}

    def resolve(self, node):
        """Follows a $ref; members beside it win (OpenAPI 3.1 allows description there)."""
        while isinstance(node, dict) and "$ref" in node:
            target = self.resolver.resolve(node["$ref"])[1]
            node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
        return node

    def find(self, method, path):
        """The operation of a request, or None. HEAD is documented as its GET."""
        method = "GET" if method.upper() == "HEAD" else method.upper()
        path = urllib.parse.urlsplit(path).path
        matches = [op for op in self.operations if op.method == method and op.regex.match(path)]
        return max(matches, key=lambda op: op.literals, default=None)

    def validate(self, schema, value, where):
        key = id(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema.Draft202012Validator(
                schema, resolver=self.resolver, format_checker=format_checker)
        errors = sorted(self._validators[key].iter_errors(value), key=lambda e: list(map(str, e.path)))
        if errors:
            lines = [f"  /{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in errors[:5]]
            raise ContractBroken(f"{where}:\n" + "\n".join(lines) + f"\n  in {str(value)[:1500]}")

    def documented(self, operation, status):
        """(key in openapi.yaml, response) for a status; the key may be `default`."""
        if operation is None:
            return "problem", {"content": {"application/problem+json":
                                           {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in operation.responses:
                return key, operation.responses[key]
        raise ContractBroken(f"{operation} does not document status {status}")

    def check(self, operation, method, answer):
        """Fails when the answer (a requests.Response) is not as documented. Returns (key, decoded body)."""
        where = f"{operation or 'a request outside the contract'}: answer {answer.status_code}"
        if operation is None and answer.status_code < 400:
            raise ContractBroken(f"{where}: only the operations of openapi.yaml may succeed")
        key, response = self.documented(operation, answer.status_code)
        self._check_headers(where, response, answer, operation)
        media = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        content = {name.partition(";")[0].strip().lower(): entry for name, entry in response.get("content", {}).items()}
        if method.upper() == "HEAD":
            if answer.content:
                raise ContractBroken(f"{where}: HEAD with a body")
            return key, None
        if not content or answer.status_code in (204, 304):
            if answer.content:
                raise ContractBroken(f"{where}: a body where none is documented: {answer.content[:200]!r}")
            return key, None
        if media not in content:
            raise ContractBroken(f"{where}: content type {media!r}, documented are {sorted(content)}: "
                                 f"{answer.content[:300]!r}")
        return key, self._check_body(where, content[media], media, answer)

    def _check_body(self, where, entry, media, answer):
        if media != "application/json" and not media.endswith("+json"):
            return answer.text
        try:
            value = parse_json(answer.content.decode("utf-8"))
        except (ValueError, AssertionError) as error:
            raise ContractBroken(f"{where}: not JSON ({error}): {answer.content[:300]!r}") from None
        if "schema" in entry:
            self.validate(entry["schema"], value, where)
        if media == "application/problem+json" and value.get("status") != answer.status_code:
            raise ContractBroken(f"{where}: the problem's status says {value.get('status')}")
        return value

    def _check_headers(self, where, response, answer, operation):
        documented = {name.lower(): self.resolve(h) for name, h in response.get("headers", {}).items()}
        if "X-Request-Id" not in answer.headers:
            raise ContractBroken(f"{where}: no X-Request-Id")
        for name, header in documented.items():
            if name not in answer.headers:
                if header.get("required"):
                    raise ContractBroken(f"{where}: the header {name} is missing")
                continue
            schema = header.get("schema", {})
            value = answer.headers[name]
            if self.resolve(schema).get("type") == "integer" and re.fullmatch(r"-?\d+", value):
                value = int(value)
            self.validate(schema, value, f"{where}: header {name}")
        extra = {name.lower() for name in answer.headers} - GENERAL_HEADERS - set(documented)
        if operation is not None and extra:
            raise ContractBroken(f"{where}: headers that are not documented: {sorted(extra)}")
