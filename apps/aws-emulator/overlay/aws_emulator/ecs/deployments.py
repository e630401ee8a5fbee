"""Deployments of a service: what DescribeServices shows of them, their history, and the revisions that they deploy.

See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.ecs.models import ecs_backends
from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition

#: Members of a service that make another revision of it.
REVISED = (
    "task_definition",
    "load_balancers",
    "service_registries",
    "network_configuration",
    "capacity_provider_strategy",
    "launch_type",
    "platform_version",
)

#: Stands for the id of a deployment that the scheduler asks for, and does not know yet.
NEW_DEPLOYMENT = "{deployment}"

#: Statuses of a service deployment that has ended.
ENDED = ("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")


def begin_deployment(service: Any) -> None:
    """Deploys what the service has become: its earlier deployments go on until this one has taken over."""
    before = service.deployments
    for earlier in history(service):
        if earlier["status"] not in ENDED:
            now = utcnow()
            earlier.update(status="STOPPED", statusReason="A newer service deployment took its place.")
            earlier.update(stoppedAt=now, finishedAt=now, updatedAt=now)
    number = _number()
    revision = _revision(service, number)
    service.service_revisions.insert(0, revision)
    record = _service_deployment(service, revision, before)
    history(service).insert(0, record)
    service.deployments = []
    _make_primary(service, number, revision, record, before)


def roll_back(service: Any, reason: str, rollout_reason: str) -> str:
    """Deploys the revision that was completed last, as a part of the service deployment that failed.

    Returns the id of the new deployment, which `NEW_DEPLOYMENT` stands for in the reason of its rollout.
    """
    number = _number()
    failed = service.deployments[0]
    record = service_deployment_of(service, failed)
    revision = next(each for each in service.service_revisions if each["serviceRevisionArn"] == service.completed)
    for member in REVISED:
        setattr(service, member, copy.deepcopy(revision["_members"][member]))
    before = service.deployments
    service.deployments = []
    now = utcnow()
    record.update(
        status="ROLLBACK_IN_PROGRESS",
        statusReason=reason,
        updatedAt=now,
        rollback={"reason": reason, "startedAt": now, "serviceRevisionArn": revision["serviceRevisionArn"]},
    )
    _make_primary(service, number, revision, record, before)
    primary = service.deployments[0]
    primary["rolloutStateReason"] = rollout_reason.replace(NEW_DEPLOYMENT, primary["id"])
    primary["_rollback"] = True
    return primary["id"]


def history(service: Any) -> list[dict[str, Any]]:
    """The service's service deployments, newest first."""
    return service.service_deployments


def service_deployment_of(service: Any, deployment: dict[str, Any]) -> dict[str, Any]:
    """The service deployment that a deployment is a part of."""
    arn = deployment["_serviceDeployment"]
    return next(each for each in history(service) if each["serviceDeploymentArn"] == arn)


def all_services() -> Iterator[tuple[Any, Any]]:
    """Every service that there is or was, with its backend."""
    for regions in list(ecs_backends.values()):
        for backend in list(regions.values()):
            for service in list(backend.services.values()):
                yield backend, service


def show_counts(service: Any) -> None:
    """Lets the service deployment in progress show the tasks that its revisions have."""
    for record in history(service):
        if record["status"] in ENDED:
            continue
        entries = [*record["sourceServiceRevisions"], record["targetServiceRevision"]]
        counted = {entry["arn"]: entry for entry in entries}
        for entry in counted.values():
            entry.update(requestedTaskCount=0, runningTaskCount=0, pendingTaskCount=0)
        for deployment in service.deployments:
            entry = counted.get(deployment["_revision"])
            if entry:
                entry["requestedTaskCount"] += deployment["desiredCount"]
                entry["runningTaskCount"] += deployment["runningCount"]
                entry["pendingTaskCount"] += deployment["pendingCount"]
    service.current_service_revisions = [
        {
            "arn": deployment["_revision"],
            "requestedTaskCount": deployment["desiredCount"],
            "runningTaskCount": deployment["runningCount"],
            "pendingTaskCount": deployment["pendingCount"],
        }
        for deployment in service.deployments
    ]
    service.current_service_deployment = next(
        (each["serviceDeploymentArn"] for each in history(service) if each["status"] not in ENDED), None
    )


def _make_primary(
    service: Any, number: str, revision: dict[str, Any], record: dict[str, Any], before: list[dict[str, Any]]
) -> None:
    for deployment in before:
        deployment.update(status="ACTIVE", desiredCount=0, updatedAt=utcnow())
    identifier = f"ecs-svc/{number}"
    now: datetime = utcnow()
    primary = {
        "id": identifier,
        "status": "PRIMARY",
        "taskDefinition": service.task_definition,
        "desiredCount": service.desired_count,
        "pendingCount": 0,
        "runningCount": 0,
        "failedTasks": 0,
        "createdAt": now,
        "updatedAt": now,
        "capacityProviderStrategy": service.capacity_provider_strategy,
        "launchType": service.launch_type,
        "platformVersion": service.platform_version,
        "networkConfiguration": service.network_configuration,
        "_loadBalancers": copy.deepcopy(service.load_balancers),
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {identifier} in progress.",
        "_revision": revision["serviceRevisionArn"],
        "_serviceDeployment": record["serviceDeploymentArn"],
        "_rollback": False,
    }
    service.deployments = [primary, *before]
    service.steady = False
    show_counts(service)


def _service_deployment(service: Any, revision: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    now = utcnow()
    breaker = service.deployment_configuration.get("deploymentCircuitBreaker") or {}
    sources = dict.fromkeys(deployment["_revision"] for deployment in before)
    return {
        "serviceDeploymentArn": _arn(service, "service-deployment", mock_random.get_random_string(20)),
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "createdAt": now,
        "startedAt": None,
        "finishedAt": None,
        "stoppedAt": None,
        "updatedAt": now,
        "sourceServiceRevisions": [{"arn": arn} for arn in sources],
        "targetServiceRevision": {"arn": revision["serviceRevisionArn"]},
        "targetServiceRevisionArn": revision["serviceRevisionArn"],
        "status": "PENDING",
        "deploymentConfiguration": copy.deepcopy(service.deployment_configuration),
        "deploymentCircuitBreaker": {
            "status": "MONITORING" if breaker.get("enable") else "DISABLED",
            "failureCount": 0,
            "threshold": 0,
        },
    }


def _revision(service: Any, number: str) -> dict[str, Any]:
    members = {member: copy.deepcopy(getattr(service, member, None)) for member in REVISED}
    definition = service._backend.describe_task_definition(service.task_definition)
    return {
        "serviceRevisionArn": _arn(service, "service-revision", number),
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "taskDefinition": service.task_definition,
        "capacityProviderStrategy": members["capacity_provider_strategy"],
        "launchType": members["launch_type"],
        "platformVersion": members["platform_version"],
        "loadBalancers": members["load_balancers"],
        "serviceRegistries": members["service_registries"],
        "networkConfiguration": members["network_configuration"],
        "containerImages": [
            {
                "containerName": each["name"],
                "image": each["image"],
                **({"imageDigest": each["image"].split("@")[1]} if "@" in each["image"] else {}),
            }
            for each in definition.container_definitions
        ],
        "guardDutyEnabled": False,
        "createdAt": utcnow(),
        "_members": members,
    }


def _arn(service: Any, kind: str, identifier: str) -> str:
    region = service.region_name
    prefix = f"arn:{get_partition(region)}:ecs:{region}:{service._account_id}"
    return f"{prefix}:{kind}/{service.cluster_name}/{service.name}/{identifier}"


def _number() -> str:
    return str(mock_random.randint(10**18, 10**19 - 1))
