"""ECS: the history of a service's deployments, all of which moto lacks.

See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse

from aws_emulator.ecs.deployments import ENDED, all_services, history
from aws_emulator.patching import Patches

patches = Patches()


@patches.add(EC2ContainerServiceResponse)
def list_service_deployments(self: Any) -> ActionResult:
    """`ListServiceDeployments`, newest first: missing in moto."""
    cluster, name = self._get_param("cluster", "default"), self._get_param("service").split("/")[-1]
    service = self.ecs_backend._get_service(cluster, name)
    statuses, created = self._get_param("status"), self._get_param("createdAt") or {}
    found = [
        each
        for each in history(service)
        if (not statuses or each["status"] in statuses)
        and _naive(created.get("after"), each["createdAt"]) <= each["createdAt"]
        and _naive(created.get("before"), each["createdAt"]) >= each["createdAt"]
    ]
    first = int(self._get_param("nextToken") or 0)
    most = self._get_int_param("maxResults", 20)
    answer: dict[str, Any] = {"serviceDeployments": found[first : first + most]}
    if first + most < len(found):
        answer["nextToken"] = str(first + most)
    return ActionResult(answer)


@patches.add(EC2ContainerServiceResponse)
def describe_service_deployments(self: Any) -> ActionResult:
    """`DescribeServiceDeployments`: missing in moto."""
    known = {each["serviceDeploymentArn"]: each for _, service in all_services() for each in history(service)}
    return ActionResult(_sorted_out(known, self._get_param("serviceDeploymentArns"), "serviceDeployments"))


@patches.add(EC2ContainerServiceResponse)
def describe_service_revisions(self: Any) -> ActionResult:
    """`DescribeServiceRevisions`: missing in moto."""
    known = {each["serviceRevisionArn"]: each for _, service in all_services() for each in service.service_revisions}
    return ActionResult(_sorted_out(known, self._get_param("serviceRevisionArns"), "serviceRevisions"))


@patches.add(EC2ContainerServiceResponse)
def stop_service_deployment(self: Any) -> ActionResult:
    """`StopServiceDeployment`: missing in moto. The scheduler carries out what is requested here."""
    arn, stop_type = self._get_param("serviceDeploymentArn"), self._get_param("stopType", "ROLLBACK")
    # The API's model names ABORT too, and its documentation has ROLLBACK as the one valid value.
    if stop_type != "ROLLBACK":
        raise InvalidParameterException(f"The stop type {stop_type} is not supported.")
    known = (each for _, service in all_services() for each in history(service))
    record = next((each for each in known if each["serviceDeploymentArn"] == arn), None)
    if record is None:
        raise ECSException("ServiceDeploymentNotFoundException", "The specified service deployment was not found.")
    if record["status"] in ENDED:
        raise ECSException("ConflictException", f"The service deployment has ended already: it is {record['status']}.")
    if record["status"] in ("PENDING", "IN_PROGRESS"):
        record.update(status="ROLLBACK_REQUESTED", updatedAt=utcnow())
    return ActionResult({"serviceDeploymentArn": arn})


def _sorted_out(known: dict[str, dict[str, Any]], arns: list[str], name: str) -> dict[str, Any]:
    return {
        name: [known[arn] for arn in arns if arn in known],
        "failures": [{"arn": arn, "reason": "MISSING"} for arn in arns if arn not in known],
    }


def _naive(moment: Any, otherwise: Any) -> Any:
    return otherwise if moment is None else moment.replace(tzinfo=None)
