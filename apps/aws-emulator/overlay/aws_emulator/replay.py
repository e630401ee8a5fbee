"""Answers a call that is sent again with what the first sending was answered, instead of carrying it out twice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

REMEMBERED_CALLS = 500

#: The header that stays the same over all attempts of a call, as WSGI names it.
INVOCATION = "HTTP_AMZ_SDK_INVOCATION_ID"


@dataclass
class _Call:
    """One call, under the id that the SDK keeps over all sendings of it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: tuple[str, list[tuple[str, str]], bytes] | None = None


class Replay:
    """WSGI middleware.

    Mends every call of the AWS SDKs that is sent again after a lost answer: moto creates a second resource, or
    answers "already exists" for the first. AWS knows such a call by its client token, and only where it takes one;
    here each is known, by the header `amz-sdk-invocation-id`, which stays the same over all attempts: Terraform is
    not to meet the weaknesses of a server on a busy laptop. What a scenario loses on purpose is left to `Faults`.
    """

    def __init__(self, application: Any) -> None:
        self._application = application
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        invocation = environ.get(INVOCATION)
        if not invocation:
            return self._application(environ, start_response)
        call = self._call(invocation)
        # A second attempt that comes while the first is being carried out waits for its answer.
        with call.lock:
            if call.answer is None:
                call.answer = self._carry_out(environ)
            status, headers, body = call.answer
            if not status.startswith("2"):
                call.answer = None
        start_response(status, headers)
        return [body]

    def _call(self, invocation: str) -> _Call:
        with self._lock:
            call = self._calls.setdefault(invocation, _Call())
            while len(self._calls) > REMEMBERED_CALLS:
                self._calls.popitem(last=False)
            return call

    def _carry_out(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            started.append((status, headers))

        body = b"".join(self._application(environ, start_response))
        status, headers = started[-1]
        return status, headers, body
