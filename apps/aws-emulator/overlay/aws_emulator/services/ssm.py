"""Systems Manager: AWS's own parameters that name the newest image of Bottlerocket."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from moto.ssm.models import Parameter, ParameterDict

from aws_emulator.patching import Method, Patches

patches = Patches()

BOTTLEROCKET = re.compile(r"/aws/service/bottlerocket/aws-ecs-2/(x86_64|arm64)/latest/image_id")

#: Images of Amazon Linux for ECS stand in for those of Bottlerocket: nothing runs here.
STANDS_IN = {
    "x86_64": "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    "arm64": "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
}


@patches.wrap(ParameterDict)
def _check_loading_status(original: Method, self: Any, key: str) -> None:
    """`GetParameter` of Bottlerocket's image (`data.aws_ssm_parameter`): moto knows Amazon Linux's alone."""
    original(self, key)
    match = BOTTLEROCKET.fullmatch(str(key or ""))
    if match is None or dict.__contains__(self, key):
        return
    image = self[STANDS_IN[match[1]]][-1]
    defaultdict.__getitem__(self, key).append(
        Parameter(
            account_id=self.account_id,
            name=key,
            value=image.value,
            parameter_type="String",
            description=None,
            allowed_pattern=None,
            keyid=None,
            last_modified_date=image.last_modified_date,
            version=1,
            data_type="aws:ec2:image",
        )
    )
