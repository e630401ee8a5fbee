"""A task, in the words in which DescribeTasks answers it.

See https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
"""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow
from moto.ec2 import ec2_backends
from moto.ecs.exceptions import InvalidParameterException
from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition

from aws_emulator.scenario import SCENARIO


class TaskRecord(dict[str, Any]):
    """Keys that begin with `_` are between the overlay and the scheduler: no client sees them.

    The properties are those by which moto's own code (tags, inventory) knows a task.
    """

    @property
    def task_arn(self) -> str:
        return self["taskArn"]

    @property
    def last_status(self) -> str:
        return self["lastStatus"]

    @property
    def tags(self) -> list[dict[str, str]]:
        return self["tags"]

    @tags.setter
    def tags(self, tags: list[dict[str, str]]) -> None:
        self["tags"] = tags

    @property
    def is_stopped(self) -> bool:
        return self["lastStatus"] == "STOPPED"


def make_task(
    backend: Any,
    cluster: Any,
    definition: Any,
    *,
    group: str,
    placement: dict[str, Any],
    task_id: str | None = None,
    network: dict[str, Any] | None = None,
    overrides: dict[str, Any] | None = None,
    tags: list[dict[str, str]] | None = None,
    started_by: str | None = None,
    enable_execute_command: bool = False,
    service_arn: str | None = None,
    script: dict[str, Any] | None = None,
) -> TaskRecord:
    """A task that is to run, and has not begun to.

    Its placement is a `launchType`, and what there is of `capacityProviderName`, `platformVersion` and
    `containerInstanceArn`.
    """
    task_id = task_id or mock_random.uuid4().hex
    region = backend.region_name
    arn = f"arn:{get_partition(region)}:ecs:{region}:{backend.account_id}:task/{cluster.name}/{task_id}"
    record = TaskRecord(
        taskArn=arn,
        clusterArn=cluster.arn,
        taskDefinitionArn=definition.arn,
        group=group,
        desiredStatus="RUNNING",
        lastStatus="PROVISIONING",
        createdAt=utcnow(),
        version=1,
        healthStatus="UNKNOWN",
        cpu=str(definition.cpu or sum(each.get("cpu") or 0 for each in definition.container_definitions)),
        memory=str(definition.memory or sum(_memory(each) for each in definition.container_definitions)),
        enableExecuteCommand=enable_execute_command,
        attachments=[],
        attributes=[],
        overrides=_overrides(definition, overrides or {}),
        containers=[_container(arn, task_id, each) for each in definition.container_definitions],
        tags=tags or [],
        **placement,
    )
    if started_by:
        record["startedBy"] = started_by
    record["_service"] = service_arn
    record["_script"] = script
    record["_speed"] = SCENARIO.speed
    record["_logged"] = 0
    if definition.network_mode == "awsvpc":
        _attach_interface(backend, record, network)
    backend.tasks.setdefault(cluster.name, {})[arn] = record
    return record


def release_interface(backend: Any, record: TaskRecord) -> None:
    """What a task's address stood on goes with the task."""
    interfaces = ec2_backends[backend.account_id][backend.region_name].enis
    for attachment in record["attachments"]:
        attachment["status"] = "DELETED"
        for detail in attachment["details"]:
            if detail["name"] == "networkInterfaceId":
                interfaces.pop(detail["value"], None)


def address_of(record: TaskRecord) -> str | None:
    """The task's own address, where it has one."""
    details = [detail for attachment in record["attachments"] for detail in attachment["details"]]
    return next((detail["value"] for detail in details if detail["name"] == "privateIPv4Address"), None)


def _attach_interface(backend: Any, record: TaskRecord, network: dict[str, Any] | None) -> None:
    configuration = (network or {}).get("awsvpcConfiguration")
    if not configuration:
        message = "Network Configuration must be provided when networkMode 'awsvpc' is specified."
        raise InvalidParameterException(message)
    subnet = mock_random.choice(configuration["subnets"])
    interface = ec2_backends[backend.account_id][backend.region_name].create_network_interface(
        subnet=subnet,
        private_ip_address="",
        group_ids=configuration.get("securityGroups") or [],
        description=record["taskArn"],
    )
    interface.status = "in-use"
    details = {
        "subnetId": subnet,
        "networkInterfaceId": interface.id,
        "macAddress": interface.mac_address,
        "privateIPv4Address": interface.private_ip_address,
    }
    record["availabilityZone"] = interface.subnet.availability_zone
    record["attachments"].append(
        {
            "id": str(mock_random.uuid4()),
            "type": "ElasticNetworkInterface",
            "status": "ATTACHED",
            "details": [{"name": name, "value": value} for name, value in details.items()],
        }
    )
    for container in record["containers"]:
        attachment = record["attachments"][0]["id"]
        address = {"attachmentId": attachment, "privateIpv4Address": interface.private_ip_address}
        container["networkInterfaces"] = [address]


def _container(task_arn: str, task_id: str, definition: dict[str, Any]) -> dict[str, Any]:
    image = definition["image"]
    container = {
        "containerArn": f"{task_arn.replace(':task/', ':container/')}/{mock_random.uuid4()}",
        "taskArn": task_arn,
        "name": definition["name"],
        "image": image,
        "lastStatus": "PENDING",
        "healthStatus": "UNKNOWN",
        "networkBindings": [],
        "networkInterfaces": [],
        "cpu": str(definition.get("cpu") or 0),
        "runtimeId": f"{task_id}-{mock_random.randint(10**9, 10**10 - 1)}",
    }
    if "@" in image:
        container["imageDigest"] = image.split("@")[1]
    for name in ("memory", "memoryReservation"):
        if definition.get(name):
            container[name] = str(definition[name])
    return container


def _memory(definition: dict[str, Any]) -> int:
    return int(definition.get("memory") or definition.get("memoryReservation") or 0)


def _overrides(definition: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """AWS answers an override for every container, also for those that nothing was overridden of."""
    by_name = {each["name"]: each for each in asked.get("containerOverrides") or []}
    names = [each["name"] for each in definition.container_definitions]
    unknown = next((name for name in by_name if name not in names), None)
    if unknown:
        raise InvalidParameterException(
            f"Override for container named {unknown} is not a container in the TaskDefinition."
        )
    return {
        **asked,
        "containerOverrides": [by_name.get(name, {"name": name}) for name in names],
        "inferenceAcceleratorOverrides": [],
    }
