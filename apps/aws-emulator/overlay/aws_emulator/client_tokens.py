"""By which token AWS knows a call again that its client sends a second time, where the call takes one."""

from __future__ import annotations

import io
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import determine_request_protocol
from werkzeug import Request

from aws_emulator.call_names import action_of, body_of, model_of, service_of

#: Names of tokens that botocore's model does not mark as such, in lower case.
TOKENS = (
    "callerreference",
    "clientrequesttoken",
    "clienttoken",
    "creationtoken",
    "creatorrequestid",
    "idempotencytoken",
)


def bears_token(environ: dict[str, Any]) -> bool:
    """Whether a call bears a token by which AWS answers its second sending as the first. The body stays to be read."""
    model, action = model_of(service_of(environ)), action_of(environ)
    if model is None or action not in model.operation_names:
        return False
    operation = model.operation_model(action)
    members = operation.input_shape.members if operation.input_shape else {}
    tokens = [name for name, member in members.items() if _is_token(name, member)]
    if not tokens:
        return False
    given = _parameters(environ, model, operation)
    return any(given.get(name) for name in tokens)


def _is_token(name: str, member: Any) -> bool:
    return bool(member.metadata.get("idempotencyToken")) or name.lower() in TOKENS


def _parameters(environ: dict[str, Any], model: Any, operation: Any) -> dict[str, Any]:
    """What a call says, but for what its path says: no token stands there."""
    request = Request({**environ, "wsgi.input": io.BytesIO(body_of(environ))})
    parser = PROTOCOL_PARSERS[determine_request_protocol(model, request.content_type)](operation)
    members = operation.input_shape.members.items()
    in_path = [member.serialization.get("name", name) for name, member in members]
    return parser.parse(
        {
            "method": request.method,
            "headers": request.headers,
            "body": request.get_data(parse_form_data=False),
            "values": request.values,
            "url_path": request.path,
            "url_params": dict.fromkeys(in_path, ""),
        }
    )
