"""The HTTP side: moto's dispatcher, and the emulator's own routes under `/_emulator`."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from aws_emulator import fail_fast
from aws_emulator.inventory import inventory
from aws_emulator.replay import Replay
from aws_emulator.services import SERVICES


class Routes:
    """WSGI application: the emulator's own routes, and AWS for all others."""

    def __init__(self, aws: Any, run_id: str) -> None:
        self._aws = aws
        self._run_id = run_id

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/_emulator":
            return _json(start_response, {"runId": self._run_id, "pid": os.getpid()})
        if path == "/_emulator/inventory":
            return _json(start_response, inventory())
        return self._aws(environ, start_response)


class CallLog:
    """WSGI middleware: a line for each AWS call with what its reader asks first, which call it was and how it went."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        call = _name_of(environ)

        def log_and_start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            # One write, so that the lines of two threads stay whole.
            sys.stderr.write(f"{status.split()[0]} {call}\n")
            return start_response(status, headers, *rest)

        return self._application(environ, log_and_start)


class QuietHandler(WSGIRequestHandler):
    """Leaves the log to `CallLog`, which knows what a request meant."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def serve(listener: socket.socket, run_id: str, stock: bool) -> None:
    """Serves on a listening socket until the process ends."""
    aws: Any = DomainDispatcherApplication(create_backend_app)
    if not stock:
        fail_fast.patches.apply()
        for service in SERVICES:
            service.apply()
        aws = Replay(fail_fast.Guard(aws))
    address, port = listener.getsockname()
    server = make_server(
        address, port, Routes(CallLog(aws), run_id), threaded=True, request_handler=QuietHandler, fd=listener.fileno()
    )
    print(f"aws_emulator {run_id} listens on {address}:{port}", flush=True)
    server.serve_forever()


def _name_of(environ: dict[str, Any]) -> str:
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        action = parse_qs(body.decode()).get("Action")
        if action:
            return f"{_service_of(environ)}.{action[0]}"
    return f"{_service_of(environ)} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}"


def _service_of(environ: dict[str, Any]) -> str:
    """The service in the credential scope of the signature: `…/20260101/us-east-1/ec2/aws4_request`."""
    scope = environ.get("HTTP_AUTHORIZATION", "").split(",")[0].split("/")
    return scope[3] if len(scope) > 3 else "unsigned"


def _json(start_response: Any, answer: object) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
