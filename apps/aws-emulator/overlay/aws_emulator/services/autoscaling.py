"""EC2 Auto Scaling: groups with a mixed instances policy, and the way in which they are emptied."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from botocore import xform_name
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from aws_emulator.patching import Method, Patches

patches = Patches()

#: Members of CreateAutoScalingGroup and UpdateAutoScalingGroup that moto takes and forgets.
KEPT = (
    "AvailabilityZoneDistribution",
    "CapacityRebalance",
    "CapacityReservationSpecification",
    "DefaultCooldown",
    "DefaultInstanceWarmup",
    "InstanceMaintenancePolicy",
    "MaxInstanceLifetime",
    "TerminationPolicies",
)


@patches.wrap(AutoScalingResponse)
def create_auto_scaling_group(original: Method, self: Any) -> ActionResult:
    """`CreateAutoScalingGroup` of `aws_autoscaling_group`: moto forgets what `KEPT` lists, so a plan drifts.

    A group without a capacity reservation preference makes terraform-provider-aws' plan inconsistent; AWS answers
    `default`.
    """
    answer = original(self)
    group = _group(self)
    group.capacity_reservation_specification = {"CapacityReservationPreference": "default"}
    _keep(self, group)
    return answer


@patches.wrap(AutoScalingResponse)
def update_auto_scaling_group(original: Method, self: Any) -> ActionResult:
    """`UpdateAutoScalingGroup` of `aws_autoscaling_group`: moto changes nothing of what `KEPT` lists."""
    answer = original(self)
    _keep(self, _group(self))
    return answer


@patches.wrap(FakeAutoScalingGroup)
def update(original: Method, self: Any, **kwargs: Any) -> None:
    """`UpdateAutoScalingGroup` that names no launch template: moto takes the mixed instances policy away."""
    named = kwargs["launch_config_name"] or kwargs["launch_template"] or kwargs["mixed_instances_policy"]
    if not named and self.mixed_instances_policy:
        policy = copy.deepcopy(self.mixed_instances_policy)
        # moto stores the template's name beside its id, and refuses to be given both.
        policy["LaunchTemplate"]["LaunchTemplateSpecification"].pop("LaunchTemplateName", None)
        kwargs["mixed_instances_policy"] = policy
    original(self, **kwargs)


@patches.wrap(FakeAutoScalingGroup)
def set_desired_capacity(original: Method, self: Any, new_capacity: int | None) -> None:
    """Any call that sizes a group of spot and on-demand instances (`aws_autoscaling_group` waits for its size).

    moto rounds both shares down, and so starts one instance too few: 1 instead of 2 for a share of 50 %.
    """
    original(self, new_capacity)
    overrides = (self.mixed_instances_policy or {}).get("LaunchTemplate", {}).get("Overrides", [])
    if any("WeightedCapacity" in override for override in overrides):
        return
    missing = (self.desired_capacity or 0) - len(self.active_instances())
    if missing > 0:
        self.replace_autoscaling_group_instances(missing, self.get_propagated_tags())


@patches.wrap(AutoScalingBackend)
def set_instance_protection(original: Method, self: Any, group_name: str, *args: Any, **kwargs: Any) -> None:
    """`SetInstanceProtection`, by which `aws_autoscaling_group` frees the instances of a group it is to destroy.

    moto does not look again at a group that protected instances kept from shrinking: the destroy waits for ever.
    """
    original(self, group_name, *args, **kwargs)
    group = self.autoscaling_groups[group_name]
    group.set_desired_capacity(group.desired_capacity)


@patches.wrap(AutoScalingBackend)
def delete_auto_scaling_group(original: Method, self: Any, group_name: str) -> None:
    """`DeleteAutoScalingGroup` with `force_delete` and `protect_from_scale_in` (`aws_autoscaling_group`).

    moto leaves protected instances running, of a group that is gone. AWS ends them: protection is from scaling in.
    """
    group = self.autoscaling_groups.get(group_name)
    for state in group.instance_states if group else ():
        state.protected_from_scale_in = False
    original(self, group_name)


@patches.wrap(AutoScalingBackend)
def put_scheduled_update_group_action(original: Method, self: Any, **kwargs: Any) -> Any:
    """`PutScheduledUpdateGroupAction` of `aws_autoscaling_schedule`: names are a group's own.

    moto has one action of a name in all: that of another group is gone, and the provider reads an empty result.
    """
    action = original(self, **kwargs)
    name = kwargs["scheduled_action_name"]
    self.scheduled_actions[_scheduled(kwargs["name"], name)] = self.scheduled_actions.pop(name)
    return action


@patches.wrap(AutoScalingBackend)
def delete_scheduled_action(
    original: Method, self: Any, auto_scaling_group_name: str, scheduled_action_name: str
) -> None:
    """`DeleteScheduledAction` of an action whose name another group's has as well."""
    original(self, auto_scaling_group_name, scheduled_action_name)
    del self.scheduled_actions[_scheduled(auto_scaling_group_name, scheduled_action_name)]


@patches.wrap(FakeAutoScalingGroup)
def enable_metrics_collection(original: Method, self: Any, metrics: list[str]) -> None:
    """`EnableMetricsCollection` with one more metric: moto drops those that were on before."""
    original(self, sorted({*self.metrics, *(metrics or [])}))


@patches.add(AutoScalingResponse)
def disable_metrics_collection(self: Any) -> ActionResult:
    """`DisableMetricsCollection`, called when `enabled_metrics` of `aws_autoscaling_group` shrink: missing in moto."""
    group = _group(self)
    unwanted = self._get_param("Metrics") or group.metrics
    group.metrics = [metric for metric in group.metrics if metric not in unwanted]
    return EmptyResult()


@patches.add(AutoScalingResponse)
def start_instance_refresh(self: Any) -> ActionResult:
    """`StartInstanceRefresh` of an `aws_autoscaling_group` with `instance_refresh`: missing in moto.

    Nothing runs on the instances, so the refresh has succeeded as soon as it begins.
    """
    group = _group(self)
    refresh = {
        "InstanceRefreshId": str(uuid.uuid4()),
        "AutoScalingGroupName": group.name,
        "Status": "Successful",
        "PercentageComplete": 100,
    }
    _refreshes(group).insert(0, refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


@patches.add(AutoScalingResponse)
def describe_instance_refreshes(self: Any) -> ActionResult:
    """`DescribeInstanceRefreshes`, newest first: missing in moto."""
    return ActionResult({"InstanceRefreshes": _refreshes(_group(self))})


def _group(response: Any) -> Any:
    return response.autoscaling_backend.autoscaling_groups[response._get_param("AutoScalingGroupName")]


def _scheduled(group_name: str, action_name: str) -> str:
    return f"{group_name} {action_name}"


def _keep(response: Any, group: Any) -> None:
    for name in KEPT:
        value = response._get_param(name)
        if value is not None:
            setattr(group, xform_name(name), value)


def _refreshes(group: Any) -> list[dict[str, Any]]:
    return group.__dict__.setdefault("instance_refreshes", [])
