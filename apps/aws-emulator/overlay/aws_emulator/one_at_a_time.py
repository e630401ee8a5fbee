"""Calls are carried out one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aws_emulator.ecs.state import STATE


class OneAtATime:
    """WSGI middleware.

    moto keeps its records in dictionaries without a lock, and breaks over a call that lists them while another adds
    one: "dictionary changed size during iteration". The scheduler, whose reports change records of several services,
    takes the same lock.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with STATE.lock:
            return self._application(environ, start_response)
