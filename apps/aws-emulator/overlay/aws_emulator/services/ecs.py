"""ECS: services as they were asked for, running what they desire."""

from __future__ import annotations

import copy
from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.moto_api._internal import mock_random

from aws_emulator.patching import Method, Patches

patches = Patches()

#: Members of CreateService and UpdateService that moto does not keep at creation, with what AWS answers without them.
KEPT: dict[str, Any] = {
    "availabilityZoneRebalancing": "ENABLED",
    "capacityProviderStrategy": [],
    "enableECSManagedTags": False,
    "enableExecuteCommand": False,
    "healthCheckGracePeriodSeconds": 0,
    "placementConstraints": [],
    "placementStrategy": [],
}

DEPLOYMENT_DEFAULTS: dict[str, Any] = {
    "deploymentCircuitBreaker": {"enable": False, "rollback": False},
    "maximumPercent": 200,
    "minimumHealthyPercent": 100,
    "strategy": "ROLLING",
}


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


@patches.wrap(Service, "__init__")
def run_what_is_desired(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """`CreateService` and what waits for it (`wait_for_steady_state` of `aws_ecs_service`).

    moto leaves all tasks pending for ever. It also answers an empty `networkConfiguration` for a service in bridge
    mode, over which terraform-provider-aws 5.100.0 panics.
    """
    original(self, *args, **kwargs)
    self.network_configuration = self.network_configuration or None
    self.running_count = self.desired_count
    self.pending_count = 0
    _settle_deployment(self)


@patches.wrap(EC2ContainerServiceResponse)
def create_service(original: Method, self: Any) -> ActionResult:
    """`CreateService` of `aws_ecs_service`: moto loses what `KEPT` lists, and the deployment configuration."""
    answer = original(self)
    service = answer.result["service"]
    for name, default in KEPT.items():
        value = self._get_param(name)
        setattr(service, xform_name(name), default if value is None else value)
    service.deployment_configuration = _deployment_configuration(self, {})
    _settle_deployment(service)
    return answer


@patches.wrap(EC2ContainerServiceResponse)
def update_service(original: Method, self: Any) -> ActionResult:
    """`UpdateService` of `aws_ecs_service` and of a release.

    moto puts a part of a deployment configuration in the place of the whole (the circuit breaker is off then),
    keeps the task definition in the words of the request instead of its ARN, and goes on showing the deployment of
    the creation.
    """
    cluster, name = self._get_param("cluster", "default"), self._get_param("service").split("/")[-1]
    before = self.ecs_backend._get_service(cluster, name)
    configuration = getattr(before, "deployment_configuration", {})
    task_definition = before.task_definition
    answer = original(self)
    service = answer.result["service"]
    for member in KEPT:
        value = self._get_param(member)
        if value is not None:
            setattr(service, xform_name(member), value)
    service.deployment_configuration = _deployment_configuration(self, configuration)
    service.task_definition = self.ecs_backend.describe_task_definition(service.task_definition).arn
    if service.task_definition != task_definition:
        service.deployments[0].update(id=f"ecs-svc/{mock_random.randint(0, 32**12)}", createdAt=utcnow())
    _settle_deployment(service)
    return answer


@patches.wrap(EC2ContainerServiceBackend)
def delete_service(original: Method, self: Any, *args: Any, **kwargs: Any) -> Service:
    """`DeleteService`: moto goes on showing the tasks of the deleted service as running."""
    service = original(self, *args, **kwargs)
    service.desired_count = service.running_count = 0
    service.deployments = []
    return service


def _deployment_configuration(response: Any, before: dict[str, Any]) -> dict[str, Any]:
    asked = response._get_param("deploymentConfiguration") or {}
    return copy.deepcopy({**DEPLOYMENT_DEFAULTS, **before, **asked})


def _settle_deployment(service: Any) -> None:
    """The one deployment of a service that has reached its steady state."""
    if getattr(service, "capacity_provider_strategy", None):
        service.launch_type = None
    for deployment in service.deployments[:1]:
        deployment.update(
            desiredCount=service.desired_count,
            runningCount=service.running_count,
            pendingCount=0,
            launchType=service.launch_type,
            capacityProviderStrategy=getattr(service, "capacity_provider_strategy", []),
            rolloutState="COMPLETED",
            rolloutStateReason=f"ECS deployment {deployment['id']} completed.",
            taskDefinition=service.task_definition,
            updatedAt=utcnow(),
        )
