"""The emulator's own routes, under `/_emulator`: who it is, what exists, which calls
were made, and what its scheduler reads and reports."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from aws_emulator.ecs.changes import report
from aws_emulator.ecs.clock import to_milliseconds
from aws_emulator.ecs.state import STATE
from aws_emulator.ecs.world import world
from aws_emulator.inventory import inventory
from aws_emulator.recording import RECORDING
from aws_emulator.scenario import SCENARIO

PREFIX = "/_emulator"

Answer = tuple[str, Any]


class Control:
    """WSGI application. Nothing that goes wrong by a scenario goes wrong here."""

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._routes: dict[tuple[str, str], Callable[[dict[str, Any]], Answer]] = {
            ("GET", ""): self._identity,
            ("GET", "/inventory"): lambda _: ("200 OK", inventory()),
            ("GET", "/ecs"): _read_world,
            ("POST", "/ecs"): _take_report,
            ("GET", "/calls"): lambda _: ("200 OK", RECORDING.calls()),
            ("PUT", "/calls"): _record,
            ("GET", "/script"): lambda _: ("200 OK", SCENARIO.left()),
            ("PUT", "/script"): _play,
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        route = (environ["REQUEST_METHOD"], environ["PATH_INFO"][len(PREFIX) :])
        handle = self._routes.get(route)
        status, answer = handle(environ) if handle else ("404 NOT FOUND", {"message": f"no route {' '.join(route)}"})
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(answer, default=_plain).encode()]

    def _identity(self, _: dict[str, Any]) -> Answer:
        return "200 OK", {"runId": self._run_id, "pid": os.getpid()}


def _read_world(environ: dict[str, Any]) -> Answer:
    """The state, at once; or with `?since=VERSION&wait=SECONDS` the next one, as far as it comes within that time."""
    query = parse_qs(environ.get("QUERY_STRING", ""))
    if "since" in query:
        STATE.wait_for_another_than(int(query["since"][0]), float(query.get("wait", ["0"])[0]))
    return "200 OK", world()


def _take_report(environ: dict[str, Any]) -> Answer:
    body = _body(environ)
    if report(body["version"], body["changes"]):
        return "200 OK", {"version": STATE.version}
    return "409 CONFLICT", {"version": STATE.version}


def _record(_: dict[str, Any]) -> Answer:
    RECORDING.start()
    return "200 OK", RECORDING.calls()


def _play(environ: dict[str, Any]) -> Answer:
    try:
        SCENARIO.play(_body(environ))
    except ValueError as error:
        return "400 BAD REQUEST", {"message": str(error)}
    STATE.changed()
    return "200 OK", SCENARIO.left()


def _body(environ: dict[str, Any]) -> dict[str, Any]:
    return json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}")


def _plain(value: Any) -> Any:
    return to_milliseconds(value) if isinstance(value, datetime) else str(value)
