"""A gap in moto is told at once, as an error that no SDK sends again."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterable
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse

from aws_emulator.patching import Method, Patches

patches = Patches()


class EmulatorGap(ServiceException):
    """What the emulator cannot do, in the words of the protocol that the client speaks."""


@patches.wrap(BaseResponse)
def call_action(original: Method, self: BaseResponse) -> Any:
    """Any call of any client that moto does not know, or that breaks inside moto.

    moto answers 500 to both, which the SDKs take for a passing trouble: terraform-provider-aws sends it again for
    about two minutes. Here: 400 `NotImplemented` or `EmulatorFailure`, with the reason.
    """
    try:
        return original(self)
    except NotImplementedError as error:
        gap = EmulatorGap("NotImplemented", f"The emulator does not know this call of {self.service_name}: {error}.")
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        gap = EmulatorGap("EmulatorFailure", f"The emulator broke over this call: {type(error).__name__}: {error}")
    _, headers, body = self.serialized(ActionResult(gap))
    return 400, headers, body


class Guard:
    """WSGI middleware: the same for whatever breaks before moto knows the call, a service that it lacks, say."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return self._application(environ, start_response)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            message = f"The emulator broke over this call: {type(error).__name__}: {error}"
            start_response(
                "400 BAD REQUEST", [("Content-Type", "application/json"), ("X-Amzn-ErrorType", "EmulatorFailure")]
            )
            return [json.dumps({"__type": "EmulatorFailure", "message": message}).encode()]
