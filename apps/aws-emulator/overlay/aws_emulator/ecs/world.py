"""What the scheduler reads: everything that is desired, and everything that is there."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from aws_emulator.ecs.counts import tasks_left
from aws_emulator.ecs.deployments import service_deployment_of
from aws_emulator.ecs.state import STATE
from aws_emulator.ecs.task_record import TaskRecord, address_of
from aws_emulator.scenario import SCENARIO
from aws_emulator.services.ecs_tasks import forget_stopped_tasks
from aws_emulator.services.target_health import task_targets


def world() -> dict[str, Any]:
    """One state of all accounts and regions, without what cannot be read of it: the rest goes on."""
    with STATE.lock:
        backends = _backends()
        for backend in backends:
            forget_stopped_tasks(backend)
        everything = [task for backend in backends for task in tasks_left(backend)]
        services = _Described(_service, _services(backends))
        definitions = _Described(_definition, _definitions(backends))
        clusters = _Described(_cluster, _clusters(backends))
        broken = services.broken | definitions.broken | clusters.broken
        # A task without what it belongs to would be taken for one that nobody wants any more.
        tasks = _Described(_task, {task.task_arn: (task,) for task in everything if not _owners(task) & broken})
        hidden = {task.task_arn for task in everything} - set(tasks.known)
        return {
            "version": STATE.version,
            "speed": SCENARIO.speed,
            "services": list(services.known.values()),
            "tasks": list(tasks.known.values()),
            "taskDefinitions": definitions.known,
            "clusters": list(clusters.known.values()),
            "targets": [target for target in _targets() if target["task"] not in hidden],
        }


class _Described:
    """Records in the words of the scheduler, by their ARNs. One that is broken does not take the others along."""

    _told: set[str] = set()

    def __init__(self, describe: Callable[..., dict[str, Any]], records: dict[str, tuple[Any, ...]]) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.broken: set[str] = set()
        for arn, record in records.items():
            try:
                self.known[arn] = describe(*record)
            except Exception:
                self.broken.add(arn)
                self._tell(traceback.format_exc())

    def _tell(self, trouble: str) -> None:
        """The world is read ten times a second: once is enough."""
        if trouble not in self._told:
            self._told.add(trouble)
            sys.stderr.write(trouble)


def _services(backends: list[Any]) -> dict[str, tuple[Any]]:
    services = [service for backend in backends for service in backend.services.values()]
    return {service.arn: (service,) for service in services if service.status != "INACTIVE"}


def _definitions(backends: list[Any]) -> dict[str, tuple[Any, str]]:
    return {
        task["taskDefinitionArn"]: (backend, task["taskDefinitionArn"])
        for backend in backends
        for task in tasks_left(backend)
    }


def _clusters(backends: list[Any]) -> dict[str, tuple[Any, Any]]:
    return {cluster.arn: (backend, cluster) for backend in backends for cluster in backend.clusters.values()}


def _owners(task: TaskRecord) -> set[str | None]:
    return {task["_service"], task["clusterArn"], task["taskDefinitionArn"]}


def _task(task: TaskRecord) -> dict[str, Any]:
    return {**task, "_address": address_of(task)}


def _backends() -> list[Any]:
    return [backend for regions in list(ecs_backends.values()) for backend in list(regions.values())]


def _service(service: Any) -> dict[str, Any]:
    cluster = service._backend.clusters.get(service.cluster_name)
    return {
        "arn": service.arn,
        "name": service.name,
        "clusterArn": service.cluster_arn,
        "status": service.status if cluster and cluster.status == "ACTIVE" else "DRAINING",
        "desiredCount": service.desired_count,
        "taskDefinition": service.task_definition,
        "gracePeriod": getattr(service, "health_check_grace_period_seconds", 0) or 0,
        "deploymentConfiguration": getattr(service, "deployment_configuration", {}),
        "deployments": [
            {
                **deployment,
                "serviceDeploymentStatus": service_deployment_of(service, deployment)["status"],
                "isRollback": deployment["_rollback"],
                "loadBalancers": deployment["_loadBalancers"],
            }
            for deployment in service.deployments
        ],
        "completedRevision": service.completed,
        "steady": service.steady,
    }


def _definition(backend: Any, arn: str) -> dict[str, Any]:
    definition = backend.describe_task_definition(arn)
    return {
        "arn": definition.arn,
        "family": definition.family,
        "revision": definition.revision,
        "networkMode": definition.network_mode,
        "containerDefinitions": definition.container_definitions,
        "volumes": definition.volumes,
        "taskRoleArn": getattr(definition, "task_role_arn", None),
        "executionRoleArn": getattr(definition, "execution_role_arn", None),
    }


def _cluster(backend: Any, cluster: Any) -> dict[str, Any]:
    is_active = cluster.status == "ACTIVE"
    names = cluster.capacity_providers or [] if is_active else []
    providers = [backend.capacity_providers[name] for name in names if name in backend.capacity_providers]
    return {
        "arn": cluster.arn,
        "isActive": is_active,
        "providers": [
            {"name": provider.name, **_group_of(backend, provider.auto_scaling_group_provider)}
            for provider in providers
        ],
        "containerInstances": [
            {
                "arn": instance.container_instance_arn,
                "instanceId": instance.ec2_instance_id,
                "status": instance.status,
                "provider": getattr(instance, "capacity_provider_name", None),
            }
            for instance in backend.container_instances.get(cluster.name, {}).values()
        ],
    }


def _group_of(backend: Any, provider: dict[str, Any]) -> dict[str, Any]:
    """Whether the group behind a capacity provider exists, and its instances in service."""
    name = provider["autoScalingGroupArn"].split("autoScalingGroupName/")[-1]
    group = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups.get(name)
    states = group.instance_states if group else []
    return {
        "exists": group is not None,
        "instanceIds": [
            state.instance.id
            for state in list(states)
            if state.lifecycle_state == "InService" and state.instance._state.name == "running"
        ],
    }


def _targets() -> Iterator[dict[str, Any]]:
    for regions in list(elbv2_backends.values()):
        for backend in list(regions.values()):
            for group in list(backend.target_groups.values()):
                for (name, port), target in task_targets(group).items():
                    yield {"group": group.arn, "id": name, "port": port, **target}
