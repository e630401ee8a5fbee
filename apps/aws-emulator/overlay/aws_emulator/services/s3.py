"""S3: what a bucket's policy denies."""

from __future__ import annotations

from typing import Any

from moto.iam.access_control import IAMPolicyStatement, PermissionResult

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(IAMPolicyStatement)
def is_action_permitted(original: Method, self: Any, *args: Any, **kwargs: Any) -> PermissionResult:
    """Any call for an object of a bucket whose policy denies what comes without TLS, as policies of buckets should.

    moto looks at few conditions, and takes this denial for one of everything. The emulator has no TLS, and its clients
    would use it: nothing counts as coming without.

    See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    condition = self._statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")
    if self._statement.get("Effect") == "Deny" and str(condition).lower() == "false":
        return PermissionResult.NEUTRAL
    result: PermissionResult = original(self, *args, **kwargs)
    return result
