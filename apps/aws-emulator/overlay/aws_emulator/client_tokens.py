"""By which token AWS knows a call again that its client sends a second time, where the call takes one."""

from __future__ import annotations

from typing import Any

from aws_emulator.call_names import action_of, model_of, service_of
from aws_emulator.parameters import parameters_of

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
    given = parameters_of(environ, model, operation)
    return any(given.get(name) for name in tokens)


def _is_token(name: str, member: Any) -> bool:
    return bool(member.metadata.get("idempotencyToken")) or name.lower() in TOKENS
