"""What goes wrong with calls when a scenario says so."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.model import OperationModel
from moto.core.request import determine_request_protocol
from moto.core.serialize import SERIALIZERS, XFormedAttributePicker, get_serializer_class

from aws_emulator.call_names import action_of, model_of, service_of
from aws_emulator.client_tokens import bears_token
from aws_emulator.replay import INVOCATION
from aws_emulator.scenario import SCENARIO

#: For how long a call goes unanswered at most, in seconds.
LONGEST_SILENCE = 30.0

#: In whose words an error is told to a client whose service is unknown.
ANY_SERVICE = "ecs"
ANY_PROTOCOL = "json"


class ScriptedError(ServiceException):
    """An error that a scenario says. By the module of its own exceptions, moto would tell their service."""


# Scenarios may use errors that the service does not know.
warnings.filterwarnings("ignore", message=r"Exception\(ScriptedError\)")


class Faults:
    """WSGI middleware, outside of `Replay`, which knows a call by a header that AWS does not look at.

    What a scenario has carried out without an answer, AWS would know again by a client token alone: without one,
    `Replay` never gets to know of it, and the second sending is carried out as well.
    """

    def __init__(self, application: Any, log: Callable[[str], None]) -> None:
        self._application = application
        self._log = log

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        action = action_of(environ)
        fault = SCENARIO.fault_of(action or "")
        if fault is None:
            return self._application(environ, start_response)
        kind = fault.words["kind"]
        if kind == "throttle":
            return _error(environ, start_response, 400, "ThrottlingException", "Rate exceeded")
        if kind == "error":
            words = fault.words
            return _error(environ, start_response, words.get("status") or 400, words["code"], words["message"])
        self._log(f"--- {service_of(environ)}.{action} is left without an answer ({kind})")
        if kind == "timeout":
            fault.over.wait(min(fault.seconds_left, LONGEST_SILENCE))
        elif fault.words.get("carriedOut"):
            self._carry_out(environ)
        _hang_up(environ)
        return []

    def _carry_out(self, environ: dict[str, Any]) -> None:
        if not bears_token(environ):
            environ.pop(INVOCATION, None)
        b"".join(self._application(environ, lambda *_: None))


def _hang_up(environ: dict[str, Any]) -> None:
    try:
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # The client was faster.
    # What has come already would be taken for the next request.
    environ["wsgi.input"].read()
    raise ConnectionAbortedError("a scenario says so")


def _error(environ: dict[str, Any], start_response: Any, status: int, code: str, message: str) -> Iterable[bytes]:
    """An error in the words of the protocol that the client speaks."""
    model = model_of(service_of(environ)) or model_of(ANY_SERVICE)
    serializer = get_serializer_class(model.service_name, _protocol(model, environ))(
        operation_model=OperationModel({}, model), pretty_print=False, value_picker=XFormedAttributePicker()
    )
    answer = serializer.serialize(ScriptedError(code, message))
    start_response(f"{status} FAULT", [(name, str(value)) for name, value in answer["headers"].items()])
    body = answer["body"]
    return [body if isinstance(body, bytes) else body.encode()]


def _protocol(model: Any, environ: dict[str, Any]) -> str:
    try:
        protocol = determine_request_protocol(model, environ.get("CONTENT_TYPE", ""))
    except NotImplementedError:
        return ANY_PROTOCOL
    return protocol if protocol in SERIALIZERS else ANY_PROTOCOL
