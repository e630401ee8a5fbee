"""Application Auto Scaling: the tags of a target, and the alarms of a policy."""

from __future__ import annotations

import json
from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend, FakeApplicationAutoscalingPolicy
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(ApplicationAutoscalingBackend, "__init__")
def keep_tags(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """A place for the tags of scalable targets, of which moto keeps none."""
    original(self, *args, **kwargs)
    self.tags_by_arn = {}


@patches.wrap(ApplicationAutoScalingResponse)
def register_scalable_target(original: Method, self: Any) -> str:
    """`RegisterScalableTarget` of `aws_appautoscaling_target`: moto drops `Tags`."""
    answer = original(self)
    _tags(self, json.loads(answer)["ScalableTargetARN"]).update(self._get_param("Tags") or {})
    return answer


@patches.add(ApplicationAutoScalingResponse)
def list_tags_for_resource(self: Any) -> str:
    """`ListTagsForResource`, called at each read of `aws_appautoscaling_target`: missing in moto."""
    return json.dumps({"Tags": _tags(self, self._get_param("ResourceARN"))})


@patches.add(ApplicationAutoScalingResponse)
def tag_resource(self: Any) -> str:
    """`TagResource`, called when the tags of `aws_appautoscaling_target` change: missing in moto."""
    _tags(self, self._get_param("ResourceARN")).update(self._get_param("Tags"))
    return "{}"


@patches.add(ApplicationAutoScalingResponse)
def untag_resource(self: Any) -> str:
    """`UntagResource`, called when `aws_appautoscaling_target` loses a tag: missing in moto."""
    tags = _tags(self, self._get_param("ResourceARN"))
    for key in self._get_param("TagKeys"):
        tags.pop(key, None)
    return "{}"


@patches.wrap(ApplicationAutoscalingBackend)
def put_scaling_policy(original: Method, self: Any, policy_name: str, **kwargs: Any) -> Any:
    """`PutScalingPolicy` over an existing policy (`aws_appautoscaling_policy` with another target value).

    moto leaves the alarms of the old version in CloudWatch for ever.
    """
    key = FakeApplicationAutoscalingPolicy.formulate_key(
        kwargs["service_namespace"], kwargs["resource_id"], kwargs["scalable_dimension"], policy_name
    )
    if key in self.policies:
        self.policies[key].delete_alarms(self.account_id, self.region_name)
    return original(self, policy_name=policy_name, **kwargs)


def _tags(response: Any, arn: str) -> dict[str, str]:
    return response.applicationautoscaling_backend.tags_by_arn.setdefault(arn, {})
