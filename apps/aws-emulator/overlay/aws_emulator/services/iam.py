"""IAM: what hangs on a user."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.responses import IamResponse

from aws_emulator.patching import Patches

patches = Patches()


@patches.add(IamResponse)
def list_service_specific_credentials(self: Any) -> ActionResult:
    """`ListServiceSpecificCredentials`, called before `aws_iam_user` is destroyed by force: missing in moto.

    There are none: nothing makes any here.
    """
    self.backend.get_user(self._get_param("UserName"))
    return ActionResult({"ServiceSpecificCredentials": []})
