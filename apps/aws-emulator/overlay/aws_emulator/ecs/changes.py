"""What the scheduler reports: each change has a name and a function here that writes it down.

See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.utils import utcnow
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends
from moto.logs.models import logs_backends
from moto.moto_api._internal import mock_random

from aws_emulator.ecs.clock import from_milliseconds, to_milliseconds
from aws_emulator.ecs.counts import count_tasks
from aws_emulator.ecs.deployments import NEW_DEPLOYMENT, all_services, roll_back, service_deployment_of
from aws_emulator.ecs.placement import placement_of
from aws_emulator.ecs.state import STATE
from aws_emulator.ecs.task_record import TaskRecord, make_task, release_interface
from aws_emulator.scenario import SCENARIO
from aws_emulator.services.target_health import task_targets

Change = dict[str, Any]

#: How many events AWS keeps of a service.
MOST_EVENTS = 100


def report(version: int, changes: list[Change]) -> bool:
    """Writes down what the scheduler did; nothing of it, if it decided on a state of the past.

    A change that cannot be written down is left out alone: the scheduler sees what has become of it, and decides anew.
    """
    with STATE.lock:
        if version != STATE.version:
            return False
        for change in changes:
            try:
                _CHANGES[change["change"]](change)
            except Exception:
                # What it was about is gone, an instance say, which has no part in the lock.
                traceback.print_exc(file=sys.stderr)
        for regions in list(ecs_backends.values()):
            for backend in list(regions.values()):
                count_tasks(backend)
        STATE.changed()
        return True


def _start_tasks(change: Change) -> None:
    service = _service(change["service"])
    deployment = _deployment(service, change["deployment"])
    if "_script" not in deployment:
        is_new = not deployment["_rollback"]
        deployment["_script"] = SCENARIO.take_deployment(service.name) if is_new else None
    try:
        for identifier in change["ids"]:
            _start_task(service, deployment, identifier)
    except ServiceException as error:
        # As with a task that fails: the circuit breaker counts it, and the next one is waited with.
        deployment["failedTasks"] += 1
        deployment["_failedAt"] = to_milliseconds(utcnow())
        message = f"(service {service.name}) was unable to place a task. Reason: {error.message}."
        _event({"service": service.arn, "message": message})
    else:
        _event(change["event"])


def _start_task(service: Any, deployment: dict[str, Any], identifier: str) -> None:
    backend = service._backend
    cluster = backend.clusters[service.cluster_name]
    definition = backend.describe_task_definition(deployment["taskDefinition"])
    make_task(
        backend,
        cluster,
        definition,
        task_id=identifier,
        group=f"service:{service.name}",
        placement=placement_of(
            cluster,
            definition,
            launch_type=deployment["launchType"],
            strategy=deployment["capacityProviderStrategy"],
            platform_version=deployment["platformVersion"],
        ),
        network=deployment["networkConfiguration"],
        tags=_propagated_tags(service, definition),
        started_by=deployment["id"],
        enable_execute_command=service.enable_execute_command,
        service_arn=service.arn,
        script=deployment["_script"],
    )


def _task(change: Change) -> None:
    backend, task = _task_of(change["task"])
    if task is None:
        return
    task.update(_with_times(change["set"]))
    task["version"] += 1
    for name, members in change.get("containers", {}).items():
        for container in task["containers"]:
            if container["name"] == name:
                container.update(members)
    if task.is_stopped:
        release_interface(backend, task)


def _deployment_change(change: Change) -> None:
    service = _service(change["service"])
    deployment = _deployment(service, change["deployment"])
    deployment.update(_with_times(change["set"]), updatedAt=utcnow())
    if change["set"].get("rolloutState") == "COMPLETED":
        service.completed = deployment["_revision"]


def _service_deployment(change: Change) -> None:
    service = _service(change["service"])
    record = service_deployment_of(service, _deployment(service, change["deployment"]))
    members = _with_times(change["set"])
    breaker = members.pop("deploymentCircuitBreaker", {})
    record.update(members, updatedAt=utcnow())
    record["deploymentCircuitBreaker"].update(breaker)


def _drop_deployment(change: Change) -> None:
    service = _service(change["service"])
    service.deployments = [each for each in service.deployments if each["id"] != change["deployment"]]


def _rollback(change: Change) -> None:
    identifier = roll_back(_service(change["service"]), change["reason"], change["rolloutReason"])
    event = change["event"]
    _event({**event, "message": event["message"].replace(NEW_DEPLOYMENT, identifier)})


def _event(change: Change) -> None:
    service = _service(change["service"])
    event = {"id": str(mock_random.uuid4()), "createdAt": utcnow(), "message": change["message"]}
    service.events = [event, *service.events][:MOST_EVENTS]


def _service_change(change: Change) -> None:
    service = _service(change["service"])
    for name, value in change["set"].items():
        setattr(service, name, value)


def _target(change: Change) -> None:
    arn = change["group"]
    _, _, _, region, account, _ = arn.split(":", 5)
    group = elbv2_backends[account][region].target_groups.get(arn)
    if group is None:
        return
    targets, key = task_targets(group), (change["id"], change["port"])
    if change["state"] is None:
        targets.pop(key, None)
    else:
        members = ("task", "state", "since", "reason", "description")
        targets[key] = {member: change[member] for member in members if member in change}
        if change.get("event"):
            _event(change["event"])


def _log(change: Change) -> None:
    account = change["task"].split(":")[4]
    backend = logs_backends[account][change["region"]]
    group = backend.groups.get(change["group"])
    if group is None:
        return
    if change["stream"] not in group.streams:
        group.create_log_stream(change["stream"])
    group.put_log_events(change["stream"], change["events"])


def _register_instance(change: Change) -> None:
    backend, name = _cluster(change["cluster"])
    instance = backend.register_container_instance(name, change["instanceId"])
    instance.capacity_provider_name = change["provider"]


def _deregister_instance(change: Change) -> None:
    backend, name = _cluster(change["cluster"])
    backend.container_instances.get(name, {}).pop(change["containerInstance"].split("/")[-1], None)


_CHANGES: dict[str, Callable[[Change], None]] = {
    "start-tasks": _start_tasks,
    "task": _task,
    "deployment": _deployment_change,
    "service-deployment": _service_deployment,
    "drop-deployment": _drop_deployment,
    "rollback": _rollback,
    "event": _event,
    "service": _service_change,
    "target": _target,
    "log": _log,
    "register-instance": _register_instance,
    "deregister-instance": _deregister_instance,
}


def _service(arn: str) -> Any:
    return next(service for _, service in all_services() if service.arn == arn)


def _deployment(service: Any, identifier: str) -> dict[str, Any]:
    return next(each for each in service.deployments if each["id"] == identifier)


def _task_of(arn: str) -> tuple[Any, TaskRecord | None]:
    _, _, _, region, account, rest = arn.split(":", 5)
    backend = ecs_backends[account][region]
    return backend, backend.tasks.get(rest.split("/")[1], {}).get(arn)


def _cluster(arn: str) -> tuple[Any, str]:
    _, _, _, region, account, rest = arn.split(":", 5)
    return ecs_backends[account][region], rest.split("/")[1]


def _propagated_tags(service: Any, definition: Any) -> list[dict[str, str]]:
    tags = {"SERVICE": service.tags, "TASK_DEFINITION": definition.tags}.get(service.propagate_tags, [])
    own = [{"key": "aws:ecs:clusterName", "value": service.cluster_name}]
    own.append({"key": "aws:ecs:serviceName", "value": service.name})
    return [*({**tag} for tag in tags or []), *(own if service.enable_ecs_managed_tags else [])]


def _with_times(members: dict[str, Any]) -> dict[str, Any]:
    """Times come in milliseconds, under names that end in `At`; the overlay's and the scheduler's own stay such."""
    return {
        name: from_milliseconds(value) if name.endswith("At") and not name.startswith("_") and value else value
        for name, value in members.items()
    }
