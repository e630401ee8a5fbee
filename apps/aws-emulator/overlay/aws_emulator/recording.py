"""Which calls were made on what: for those who have to know which rights they need. No secret gets in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from aws_emulator.call_names import action_of, model_of, service_of
from aws_emulator.parameters import parameters_of

#: Longer texts are documents, and name nothing.
LONGEST_NAME = 256

#: Parameters that botocore's model does not mark as sensitive, and that hold secrets or can.
SECRETS = re.compile(
    r"password|secretstring|secretbinary|token|userdata|containerdefinitions|overrides|manifest|document|body|content|"
    r"environment|command|header|logevents",
    re.IGNORECASE,
)

#: Whose values are no secret: they stand in every list of resources.
TAGS = re.compile(r"tags?(list|set|specifications?)?$", re.IGNORECASE)


class Recording:
    """The calls since it was last started, as they go into JSON. None are kept before that: parameters cost time."""

    def __init__(self) -> None:
        self._calls: list[dict[str, Any]] | None = None

    def start(self) -> None:
        """Begins anew."""
        self._calls = []

    def calls(self) -> list[dict[str, Any]]:
        """The calls so far, in the order of their answers."""
        return list(self._calls or [])

    @property
    def is_on(self) -> bool:
        """Whether calls are recorded."""
        return self._calls is not None

    def add(self, call: dict[str, Any]) -> None:
        """Adds a call."""
        if self._calls is not None:
            self._calls.append(call)


#: The recording of this server.
RECORDING = Recording()


class Recorder:
    """WSGI middleware: adds each call that comes in to the recording, with how it went."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not RECORDING.is_on:
            return self._application(environ, start_response)
        call = _call_of(environ)

        def record_and_start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            RECORDING.add({**call, "status": int(status.split()[0])})
            return start_response(status, headers, *rest)

        return self._application(environ, record_and_start)


def _call_of(environ: dict[str, Any]) -> dict[str, Any]:
    service, action = service_of(environ), action_of(environ)
    call = {"service": service, "action": action or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"}
    model = model_of(service)
    if model is None or action not in model.operation_names:
        return {**call, "parameters": {}}
    operation = model.operation_model(action)
    if operation.input_shape is None:
        return {**call, "parameters": {}}
    return {**call, "parameters": _named(operation.input_shape, parameters_of(environ, model, operation))}


def _named(shape: Any, value: Any, in_tags: bool = False) -> Any:
    """What of a value names something: neither secrets nor documents, nor maps, whose keys anybody chooses."""
    if shape.metadata.get("sensitive") or shape.type_name == "blob" or value is None:
        return None
    if shape.type_name == "structure":
        found = {
            name: _named(shape.members[name], value[name], in_tags or bool(TAGS.search(name)))
            for name in shape.members
            if value.get(name) is not None and _may_name(name, in_tags)
        }
        return {name: each for name, each in found.items() if each is not None}
    if shape.type_name == "list":
        return [each for each in (_named(shape.member, item, in_tags) for item in value) if each is not None]
    if shape.type_name == "map":
        return dict(value) if in_tags else None
    if shape.type_name == "string":
        return value if len(value) <= LONGEST_NAME else None
    return value if isinstance(value, (bool, int, float)) else None


def _may_name(name: str, in_tags: bool) -> bool:
    return in_tags or not (SECRETS.search(name) or name.lower() in ("value", "policy", "attributes"))
