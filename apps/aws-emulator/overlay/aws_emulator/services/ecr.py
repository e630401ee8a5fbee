"""ECR: repositories whose scanning can be turned off again."""

from __future__ import annotations

from typing import Any

from moto.ecr.models import ECRBackend

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(ECRBackend)
def put_image_scanning_configuration(
    original: Method, self: Any, registry_id: str, repository_name: str, image_scan_config: dict[str, Any]
) -> dict[str, Any]:
    """`PutImageScanningConfiguration` of `aws_ecr_repository` with `scan_on_push = false`.

    The provider sends an empty configuration for that, which moto takes for no change.
    """
    return original(self, registry_id, repository_name, {"scanOnPush": False, **image_scan_config})
