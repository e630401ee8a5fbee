"""The HTTP side: moto's dispatcher, and the emulator's own routes under `/_emulator`."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from aws_emulator import fail_fast
from aws_emulator.call_names import action_of, service_of
from aws_emulator.control import PREFIX, Control
from aws_emulator.faults import Faults
from aws_emulator.one_at_a_time import OneAtATime
from aws_emulator.recording import Recorder
from aws_emulator.replay import Replay
from aws_emulator.services import SERVICES


class Routes:
    """WSGI application: the emulator's own routes, and AWS for all others."""

    def __init__(self, aws: Any, control: Any) -> None:
        self._aws = aws
        self._control = control

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        is_own = path == PREFIX or path.startswith(f"{PREFIX}/")
        return (self._control if is_own else self._aws)(environ, start_response)


class CallLog:
    """WSGI middleware: a line for each AWS call with what its reader asks first, which call it was and how it went."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        call = _name_of(environ)

        def log_and_start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            log(f"{status.split()[0]} {call}")
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
        aws = Faults(Replay(fail_fast.Guard(OneAtATime(aws))), log)
    address, port = listener.getsockname()
    server = make_server(
        address,
        port,
        Routes(CallLog(Recorder(aws)), Control(run_id)),
        threaded=True,
        request_handler=QuietHandler,
        fd=listener.fileno(),
    )
    print(f"aws_emulator {run_id} listens on {address}:{port}", flush=True)
    server.serve_forever()


def log(line: str) -> None:
    """Adds a line to the log: in one write, so that the lines of two threads stay whole."""
    sys.stderr.write(f"{line}\n")


def _name_of(environ: dict[str, Any]) -> str:
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target
    service, action = service_of(environ), action_of(environ)
    return f"{service}.{action}" if action else f"{service} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
