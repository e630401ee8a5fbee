"""Which call a request is, in whichever protocol it comes."""

from __future__ import annotations

import functools
import io
import re
from typing import Any
from urllib.parse import parse_qs

from botocore.exceptions import UnknownServiceError
from moto.core.utils import get_service_model


def service_of(environ: dict[str, Any]) -> str:
    """The service in the credential scope of the signature: `…/20260101/us-east-1/ec2/aws4_request`."""
    scope = environ.get("HTTP_AUTHORIZATION", "").split(",")[0].split("/")
    return scope[3] if len(scope) > 3 else "unsigned"


def action_of(environ: dict[str, Any]) -> str | None:
    """The name of the call: `UpdateService`. The body stays to be read."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.split(".")[-1]
    path = environ["PATH_INFO"]
    if environ.get("HTTP_SMITHY_PROTOCOL"):
        return path.rstrip("/").split("/")[-1]
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        named = parse_qs(body_of(environ).decode()).get("Action")
        if named:
            return named[0]
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    for method, pattern, keys, headers, name in rest_calls(service_of(environ)):
        is_of_kind = method == environ["REQUEST_METHOD"] and keys <= set(query) and headers <= set(environ)
        if is_of_kind and pattern.fullmatch(path):
            return name
    return None


def body_of(environ: dict[str, Any]) -> bytes:
    """The body of a request, which stays to be read."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


@functools.lru_cache
def rest_calls(service: str) -> list[tuple[str, re.Pattern[str], set[str], set[str], str]]:
    """Method, path, keys of the query, headers and name of a service's calls, the most particular first."""
    model = model_of(service)
    if model is None or not str(model.metadata.get("protocol", "")).startswith("rest"):
        return []
    calls = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        http = operation.http
        path, _, query = http["requestUri"].partition("?")
        pattern = re.sub(r"\\{[^}]*?\\\+\\}", ".+", re.escape(path.rstrip("/") or "/"))
        pattern = re.sub(r"\\{.*?\\}", "[^/]+", pattern)
        keys = {each.partition("=")[0] for each in query.split("&") if each} | _needed(operation, "querystring")
        headers = {f"HTTP_{each.upper().replace('-', '_')}" for each in _needed(operation, "header")}
        calls.append((http["method"], re.compile(f"{pattern}/?"), keys, headers, name))
    wild = re.compile(re.escape("[^/]+") + "|" + re.escape(".+"))
    return sorted(calls, key=lambda call: (-len(call[2]) - len(call[3]), len(wild.findall(call[1].pattern))))


def _needed(operation: Any, location: str) -> set[str]:
    """What of a kind makes a call another where it is missing: the source of a copy, the id of an upload."""
    shape = operation.input_shape
    needed = [(name, shape.members[name].serialization) for name in shape.required_members] if shape else []
    return {each.get("name", name) for name, each in needed if each.get("location") == location}


def model_of(service: str) -> Any:
    """botocore's description of a service, by the name that it is signed for."""
    for name in (service, SIGNED_AS.get(service, service)):
        try:
            return get_service_model(name)
        except UnknownServiceError:
            continue
    return None


#: Services whose signatures bear another name than botocore's.
SIGNED_AS = {
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "email": "sesv2",
    "tagging": "resourcegroupstaggingapi",
}
