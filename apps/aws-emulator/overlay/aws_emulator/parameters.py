"""What a call says, in whichever protocol it comes."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import unquote

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import determine_request_protocol
from werkzeug import Request

from aws_emulator.call_names import body_of


def parameters_of(environ: dict[str, Any], model: Any, operation: Any) -> dict[str, Any]:
    """The parameters of a call, by their names in botocore's model. The body stays to be read."""
    request = Request({**environ, "wsgi.input": io.BytesIO(body_of(environ))})
    parser = PROTOCOL_PARSERS[determine_request_protocol(model, request.content_type)](operation)
    return parser.parse(
        {
            "method": request.method,
            "headers": request.headers,
            "body": b"" if _is_data(operation) else request.get_data(parse_form_data=False),
            "values": request.values,
            "url_path": request.path,
            "url_params": _in_path(operation, request.path),
        }
    )


def _is_data(operation: Any) -> bool:
    """Whether the body of a call is what it is about, such as an object of S3, and says nothing of it."""
    shape = operation.input_shape
    payload = shape.serialization.get("payload") if shape else None
    return payload is not None and shape.members[payload].type_name == "blob"


def _in_path(operation: Any, path: str) -> dict[str, str]:
    members = operation.input_shape.members.items() if operation.input_shape else ()
    names = [member.serialization.get("name", name) for name, member in members]
    parts = re.split(r"\{([^}]+)\}", operation.http.get("requestUri", "/").partition("?")[0].rstrip("/"))
    # What may hold slashes has a plus behind its name.
    pattern = "".join(
        re.escape(part) if index % 2 == 0 else "(.+)" if part.endswith("+") else "([^/]+)"
        for index, part in enumerate(parts)
    )
    found = re.fullmatch(f"{pattern}/?", path)
    given = dict(zip((part.rstrip("+") for part in parts[1::2]), found.groups(), strict=True)) if found else {}
    return {name: unquote(given.get(name, "")) for name in names}
