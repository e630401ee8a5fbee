"""Elastic Load Balancing: the targets that are tasks, of which one instance can have several.

See https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
"""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeHealthStatus

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(ELBv2Backend)
def describe_target_health(
    original: Method, self: Any, target_group_arn: str, targets: list[dict[str, Any]]
) -> list[FakeHealthStatus]:
    """`DescribeTargetHealth` of the target group of a service.

    moto keeps one target for each instance, whatever its port, and all of them are healthy.
    """
    others = original(self, target_group_arn, targets)
    group = self.target_groups[target_group_arn]
    tasks = task_targets(group)
    if not tasks:
        return others
    if targets:
        named = {(each["Id"], each.get("Port")) for each in targets}
        chosen = {key for key in tasks if key in named or (key[0], None) in named}
        others = [each for each in others if not any(each.instance_id == name for name, _ in chosen)]
    else:
        chosen = set(tasks)
    shown = [
        FakeHealthStatus(
            name, str(port), group.health_check_port, each["state"], each.get("reason"), each.get("description")
        )
        for (name, port), each in tasks.items()
        if (name, port) in chosen
    ]
    return [*others, *shown]


def task_targets(group: Any) -> dict[tuple[str, int], dict[str, Any]]:
    """The targets of a group that are tasks, by address and port."""
    return group.__dict__.setdefault("task_targets", {})
