"""ECS: task definitions that a release can read, change in one place and register again.

See https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html
"""

from __future__ import annotations

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(EC2ContainerServiceBackend)
def _validate_container_defs(
    original: Method,
    self: Any,
    memory: str | None,
    container_definitions: list[dict[str, Any]],
    requires_compatibilities: list[str] | None,
) -> None:
    """`RegisterTaskDefinition` for EC2 with `memoryReservation` alone: moto wants a hard limit as well."""
    original(memory, container_definitions, None)


@patches.wrap(EC2ContainerServiceResponse)
def register_task_definition(original: Method, self: Any) -> ActionResult:
    """`RegisterTaskDefinition`: moto answers no tags, and forgets whether faults may be injected."""
    answer = original(self)
    definition = answer.result["taskDefinition"]
    definition.registered_at = utcnow()
    definition.enable_fault_injection = self._get_param("enableFaultInjection")
    answer.result["tags"] = copy.deepcopy(definition.tags)
    return answer


@patches.wrap(EC2ContainerServiceBackend)
def delete_task_definitions(original: Method, self: Any, task_definitions: list[str]) -> Any:
    """`DeleteTaskDefinitions`: moto forgets a revision at once, and gives its number to the next.

    On AWS it stays, as DELETE_IN_PROGRESS, as long as something runs it; here for good.
    """
    deleted, failures = original(self, task_definitions)
    for definition in deleted:
        self.task_definitions[definition.family][definition.revision] = definition
    return deleted, failures


@patches.wrap(EC2ContainerServiceBackend)
def describe_task_definition(original: Method, self: Any, task_definition_str: str) -> Any:
    """Any call that names a family without a revision: AWS takes the newest active one, moto the newest."""
    name = task_definition_str.split("/")[-1]
    if ":" not in name:
        revisions = self.task_definitions.get(name, {})
        active = [number for number, revision in revisions.items() if revision.status == "ACTIVE"]
        if active:
            return original(self, f"{name}:{max(active)}")
    return original(self, task_definition_str)
