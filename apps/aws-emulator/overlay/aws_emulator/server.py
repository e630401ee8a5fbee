"""The HTTP side: moto's dispatcher, and the emulator's own routes under `/_emulator`."""

from __future__ import annotations

import json
import os
import socket
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


class RequestLog(WSGIRequestHandler):
    """A line for each AWS call, with what a reader asks first: which call, and did it work."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if not self.path.startswith("/_emulator"):
            self.log("info", "%s %s %s %s", code, self.command, self.path, self._action())

    def _action(self) -> str:
        target = self.headers.get("X-Amz-Target")
        if target:
            return target
        form = self.environ.get("aws_emulator.form", b"") if hasattr(self, "environ") else b""
        return parse_qs(form.decode(errors="replace")).get("Action", [""])[0]


def serve(listener: socket.socket, run_id: str, stock: bool) -> None:
    """Serves on a listening socket until the process ends."""
    aws: Any = DomainDispatcherApplication(create_backend_app)
    if not stock:
        fail_fast.patches.apply()
        for service in SERVICES:
            service.apply()
        aws = Replay(aws)
    address, port = listener.getsockname()
    server = make_server(
        address, port, Routes(aws, run_id), threaded=True, request_handler=RequestLog, fd=listener.fileno()
    )
    print(f"aws_emulator {run_id} listens on {address}:{port}", flush=True)
    server.serve_forever()


def _json(start_response: Any, answer: object) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
