"""ECS: sessions of ECS Exec, as far as their beginning.

See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
"""

from __future__ import annotations

import os
from typing import Any

from moto.core.responses import ActionResult
from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.moto_api._internal import mock_random

from aws_emulator.patching import Patches
from aws_emulator.services.ecs_tasks import find_task

patches = Patches()


@patches.add(EC2ContainerServiceResponse)
def execute_command(self: Any) -> ActionResult:
    """`ExecuteCommand` (`aws ecs execute-command`): missing in moto.

    The stream's address is on loopback, where nobody answers: no client may be led to AWS itself.
    """
    cluster = self.ecs_backend._get_cluster(self._get_param("cluster", "default"))
    task = find_task(self.ecs_backend, cluster, self._get_param("task"))
    if task is None:
        raise InvalidParameterException("The referenced task was not found.")
    if not task["enableExecuteCommand"]:
        raise InvalidParameterException(
            "The execute command failed because execute command was not enabled when the task was run or the execute"
            " command agent isn't running. Wait and try again or run a new task with execute command enabled and try"
            " again."
        )
    if task["lastStatus"] != "RUNNING" or task["desiredStatus"] != "RUNNING":
        raise ECSException(
            "TargetNotConnectedException", "The execute command failed due to an internal error. Try again later."
        )
    if not self._get_param("interactive"):
        raise InvalidParameterException("Interactive is the only mode supported currently.")
    name = self._get_param("container")
    if name is None and len(task["containers"]) > 1:
        raise InvalidParameterException("A container name must be specified for a task with several containers.")
    container = next((each for each in task["containers"] if name in (None, each["name"])), None)
    if container is None:
        raise InvalidParameterException(f"The container {name} was not found in the task.")
    session = f"ecs-execute-command-0{mock_random.get_random_hex(16)}"
    return ActionResult(
        {
            "clusterArn": cluster.arn,
            "taskArn": task.task_arn,
            "containerArn": container["containerArn"],
            "containerName": container["name"],
            "interactive": True,
            "session": {
                "sessionId": session,
                "streamUrl": f"wss://127.0.0.1:{os.environ.get('MOTO_PORT', '')}/v1/data-channel/{session}",
                "tokenValue": mock_random.get_random_hex(64),
            },
        }
    )
