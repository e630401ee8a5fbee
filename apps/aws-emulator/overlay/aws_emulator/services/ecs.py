"""ECS: services as they were asked for, each change of which makes a deployment that the scheduler then plays.

See https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
"""

from __future__ import annotations

import copy
from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.exceptions import EcsClientException, ECSException, InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.models import elbv2_backends

from aws_emulator.ecs.counts import count_tasks, has_tasks_left
from aws_emulator.ecs.deployments import REVISED, begin_deployment, show_counts
from aws_emulator.ecs.state import STATE
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

READING = ("Describe", "List", "Discover")


@patches.wrap(EC2ContainerServiceResponse)
def call_action(original: Method, self: Any) -> Any:
    """Any call of ECS: moto's records have no lock, and the scheduler reports into them meanwhile."""
    with STATE.lock:
        answer = original(self)
        if not self._get_action().startswith(READING):
            count_tasks(self.ecs_backend)
            STATE.changed()
        return answer


@patches.wrap(Service, "__init__")
def begin_without_tasks(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """`CreateService`: moto has tasks that nobody starts, and no history.

    It also answers an empty `networkConfiguration` for a service in bridge mode, over which terraform-provider-aws
    5.100.0 panics.
    """
    original(self, *args, **kwargs)
    self.network_configuration = self.network_configuration or None
    self.running_count = self.pending_count = 0
    self.service_deployments, self.service_revisions = [], []
    self.deployments = []
    self.created_at = utcnow()
    self.completed = None
    self.steady = False


@patches.wrap(EC2ContainerServiceResponse)
def create_service(original: Method, self: Any) -> ActionResult:
    """`CreateService` of `aws_ecs_service`: moto loses what `KEPT` lists, and the deployment configuration.

    It also puts a service in the place of one of the same name.
    """
    cluster = self.ecs_backend._get_cluster(self._get_param("cluster", "default"))
    earlier = self.ecs_backend.services.get(f"{cluster.name}:{self._get_param('serviceName')}")
    if earlier and earlier.status == "DRAINING":
        raise InvalidParameterException("Unable to Start a service that is still Draining.")
    if earlier and earlier.status == "ACTIVE":
        raise InvalidParameterException("Creation of service was not idempotent.")
    if self._get_param("taskDefinition"):
        definition = _require_active(self.ecs_backend.describe_task_definition(self._get_param("taskDefinition")))
        if definition.network_mode == "awsvpc" and not self._get_param("networkConfiguration"):
            message = "Network Configuration must be provided when networkMode 'awsvpc' is specified."
            raise InvalidParameterException(message)
        _require_targets(self.ecs_backend, definition, self._get_param("loadBalancers") or [])
    answer = original(self)
    service = answer.result["service"]
    for name, default in KEPT.items():
        value = self._get_param(name)
        setattr(service, xform_name(name), default if value is None else value)
    service.deployment_configuration = _deployment_configuration(self, {})
    _choose_launch_type(service)
    if service.deployment_controller["type"] == "ECS":
        begin_deployment(service)
    return answer


@patches.wrap(EC2ContainerServiceResponse)
def update_service(original: Method, self: Any) -> ActionResult:
    """`UpdateService` of `aws_ecs_service` and of a release.

    moto puts a part of a deployment configuration in the place of the whole (the circuit breaker is off then),
    keeps the task definition in the words of the request instead of its ARN, and makes no deployment.
    """
    cluster, name = self._get_param("cluster", "default"), self._get_param("service").split("/")[-1]
    service = self.ecs_backend._get_service(cluster, name)
    if service.status != "ACTIVE":
        raise ECSException("ServiceNotActiveException", "Service was not ACTIVE.")
    _require_update(self, service)
    configuration = getattr(service, "deployment_configuration", {})
    before = {member: copy.deepcopy(getattr(service, member, None)) for member in REVISED}
    # moto would give the deployment that there is another id.
    is_forced = self.params.pop("forceNewDeployment", False)
    answer = original(self)
    for member in KEPT:
        value = self._get_param(member)
        if value is not None:
            setattr(service, xform_name(member), value)
    service.deployment_configuration = _deployment_configuration(self, configuration)
    _choose_launch_type(service)
    is_revised = any(getattr(service, member, None) != before[member] for member in REVISED)
    if service.deployment_controller["type"] == "ECS":
        if is_forced or is_revised:
            begin_deployment(service)
        else:
            service.deployments[0]["desiredCount"] = service.desired_count
            show_counts(service)
    return answer


@patches.wrap(EC2ContainerServiceBackend)
def delete_service(original: Method, self: Any, *args: Any, **kwargs: Any) -> Service:
    """`DeleteService`: on AWS, a service is DRAINING as long as it has tasks, and shows them."""
    service = original(self, *args, **kwargs)
    service.desired_count = 0
    for deployment in service.deployments:
        deployment["desiredCount"] = 0
    if has_tasks_left(self, service):
        service.status = "DRAINING"
    return service


def _require_update(response: Any, service: Any) -> None:
    """Refuses what AWS refuses to deploy. Names the revision by its ARN."""
    named, balancers = response._get_param("taskDefinition"), response._get_param("loadBalancers")
    if named:
        response.params["taskDefinition"] = _require_active(service._backend.describe_task_definition(named)).arn
    if named or balancers:
        definition = service._backend.describe_task_definition(named or service.task_definition)
        _require_targets(service._backend, definition, service.load_balancers if balancers is None else balancers)


def _require_active(definition: Any) -> Any:
    if definition.status != "ACTIVE":
        raise EcsClientException("TaskDefinition is inactive")
    return definition


def _require_targets(backend: Any, definition: Any, load_balancers: list[dict[str, Any]]) -> None:
    """Refuses a target group that nothing is forwarded to, and a container or port that the revision does not have."""
    for each in load_balancers:
        if each.get("targetGroupArn"):
            _require_target_group(backend, each["targetGroupArn"])
        _require_port(definition, each.get("containerName"), each.get("containerPort"))


def _require_target_group(backend: Any, arn: str) -> None:
    balancing = elbv2_backends[backend.account_id][backend.region_name]
    if arn not in balancing.target_groups:
        raise InvalidParameterException(f"The target group with targetGroupArn {arn} does not exist.")
    if not balancing._any_listener_using(arn):
        message = f"The target group with targetGroupArn {arn} does not have an associated load balancer."
        raise InvalidParameterException(message)


def _require_port(definition: Any, name: str | None, port: int | None) -> None:
    container = next((each for each in definition.container_definitions if each["name"] == name), None)
    if container is None:
        raise InvalidParameterException(f"The container {name} does not exist in the task definition.")
    if all(mapping.get("containerPort") != port for mapping in container.get("portMappings") or []):
        raise InvalidParameterException(f"The container {name} did not have a container port {port} defined.")


def _choose_launch_type(service: Any) -> None:
    if service.capacity_provider_strategy:
        service.launch_type = None


def _deployment_configuration(response: Any, before: dict[str, Any]) -> dict[str, Any]:
    asked = response._get_param("deploymentConfiguration") or {}
    return copy.deepcopy({**DEPLOYMENT_DEFAULTS, **before, **asked})
