"""ECS: tasks, which the scheduler starts and stops, and which stay known for an hour after they stopped.

See https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.exceptions import ClusterNotFoundException, EcsClientException, ECSException, InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse

from aws_emulator.ecs.placement import placement_of
from aws_emulator.ecs.task_record import TaskRecord, make_task
from aws_emulator.patching import Method, Patches
from aws_emulator.scenario import SCENARIO

patches = Patches()

#: For how long a stopped task is known, in seconds.
REMEMBERED = 3600

MOST_TASKS = 10


@patches.wrap(EC2ContainerServiceBackend, "__init__")
def remember_client_tokens(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """`RunTask` with a `clientToken`: moto has no place for what it answered."""
    original(self, *args, **kwargs)
    self.client_tokens = {}


@patches.replace(EC2ContainerServiceResponse)
def run_task(self: Any) -> ActionResult:
    """`RunTask`: moto wants a registered instance, knows no capacity providers, and all its tasks run at once."""
    backend, parameter = self.ecs_backend, self._get_param
    token = parameter("clientToken")
    request = {name: value for name, value in dict(self.params).items() if name != "clientToken"}
    if token in backend.client_tokens:
        asked, tasks = backend.client_tokens[token]
        if asked != request:
            raise ECSException("ConflictException", "The client token was used with other parameters.")
        return ActionResult({"tasks": [_shown(task, []) for task in tasks], "failures": []})

    cluster = _active_cluster(backend, parameter("cluster", "default"))
    definition = backend.describe_task_definition(parameter("taskDefinition"))
    if definition.status != "ACTIVE":
        raise EcsClientException("TaskDefinition is inactive")
    count = self._get_int_param("count", 1)
    if not 1 <= count <= MOST_TASKS:
        raise InvalidParameterException(f"Tasks count must be between 1 and {MOST_TASKS}.")
    placement = placement_of(
        cluster,
        definition,
        launch_type=parameter("launchType"),
        strategy=parameter("capacityProviderStrategy"),
        platform_version=parameter("platformVersion"),
    )
    tags = [*(parameter("tags") or [])]
    if parameter("propagateTags") == "TASK_DEFINITION":
        own = {tag["key"] for tag in tags}
        tags += [tag for tag in definition.tags if tag["key"] not in own]
    tasks = [
        make_task(
            backend,
            cluster,
            definition,
            group=parameter("group") or f"family:{definition.family}",
            placement=placement,
            network=parameter("networkConfiguration"),
            overrides=parameter("overrides"),
            tags=[{**tag} for tag in tags],
            started_by=parameter("startedBy"),
            enable_execute_command=bool(parameter("enableExecuteCommand")),
            script=SCENARIO.take_one_off_task(definition.family),
        )
        for _ in range(count)
    ]
    if token:
        backend.client_tokens[token] = (request, tasks)
    return ActionResult({"tasks": [_shown(task, []) for task in tasks], "failures": []})


@patches.replace(EC2ContainerServiceResponse)
def describe_tasks(self: Any) -> ActionResult:
    """`DescribeTasks`: moto moves a task on each time that it is looked at, and has no failures."""
    backend = self.ecs_backend
    cluster = _cluster(backend, self._get_param("cluster", "default"))
    asked = self._get_param("tasks") or []
    if not asked:
        raise InvalidParameterException("Tasks cannot be empty.")
    forget_stopped_tasks(backend)
    found, failures = [], []
    for name in asked:
        task = find_task(backend, cluster, name)
        if task is None:
            arn = name if name.startswith("arn:") else f"{cluster.arn.replace(':cluster/', ':task/')}/{name}"
            failures.append({"arn": arn, "reason": "MISSING"})
        else:
            found.append(_shown(task, self._get_param("include") or []))
    return ActionResult({"tasks": found, "failures": failures})


@patches.replace(EC2ContainerServiceBackend)
def list_tasks(
    self: Any,
    cluster_str: str | None = None,
    container_instance: str | None = None,
    family: str | None = None,
    started_by: str | None = None,
    service_name: str | None = None,
    desiredStatus: str | None = None,
) -> list[TaskRecord]:
    """`ListTasks`: moto answers those of all services for that of one."""
    forget_stopped_tasks(self)
    if cluster_str is None:
        return [task for tasks in self.tasks.values() for task in tasks.values()]
    cluster = _cluster(self, cluster_str)
    service = f"service:{service_name.split('/')[-1]}" if service_name else None
    # Without a status, AWS lists those that are to run.
    status = desiredStatus or "RUNNING"
    return [
        task
        for task in self.tasks.get(cluster.name, {}).values()
        if task["desiredStatus"] == status
        and (not container_instance or (task.get("containerInstanceArn") or "").endswith(container_instance))
        and (not family or task["taskDefinitionArn"].split("/")[-1].split(":")[0] == family)
        and (not started_by or task.get("startedBy") == started_by)
        and (not service or task["group"] == service)
    ]


@patches.wrap(EC2ContainerServiceResponse, "list_tasks")
def list_tasks_of_launch_type(original: Method, self: Any) -> ActionResult:
    """`ListTasks` by `launchType`, of which moto knows nothing."""
    answer = original(self)
    launch_type = self._get_param("launchType")
    if launch_type:
        tasks = self.ecs_backend.tasks.values()
        wanted = {arn for each in tasks for arn, task in each.items() if task.get("launchType") == launch_type}
        return ActionResult({"taskArns": [arn for arn in answer.result["taskArns"] if arn in wanted]})
    return answer


@patches.replace(EC2ContainerServiceResponse)
def stop_task(self: Any) -> ActionResult:
    """`StopTask`: moto's tasks stop without being asked to first, and without a stop code."""
    backend = self.ecs_backend
    cluster = _cluster(backend, self._get_param("cluster", "default"))
    task = find_task(backend, cluster, self._get_param("task"))
    if task is None:
        raise InvalidParameterException("The referenced task was not found.")
    if task["desiredStatus"] != "STOPPED":
        reason = self._get_param("reason") or "Task stopped by user"
        task.update(desiredStatus="STOPPED", stopCode="UserInitiated", stoppedReason=reason)
    return ActionResult({"task": _shown(task, [])})


@patches.replace(EC2ContainerServiceResponse)
def start_task(self: Any) -> ActionResult:
    """`StartTask`: tasks on instances that the caller names."""
    backend, parameter = self.ecs_backend, self._get_param
    cluster = _active_cluster(backend, parameter("cluster", "default"))
    definition = backend.describe_task_definition(parameter("taskDefinition"))
    instances = backend.container_instances.get(cluster.name, {})
    tasks, failures = [], []
    for name in parameter("containerInstances") or []:
        instance = instances.get(name.split("/")[-1])
        if instance is None:
            failures.append({"arn": name, "reason": "MISSING"})
            continue
        task = make_task(
            backend,
            cluster,
            definition,
            group=parameter("group") or f"family:{definition.family}",
            placement={"launchType": "EC2", "containerInstanceArn": instance.container_instance_arn},
            network=parameter("networkConfiguration"),
            overrides=parameter("overrides"),
            tags=parameter("tags"),
            started_by=parameter("startedBy"),
            script=SCENARIO.take_one_off_task(definition.family),
        )
        tasks.append(_shown(task, []))
    return ActionResult({"tasks": tasks, "failures": failures})


def find_task(backend: Any, cluster: Any, name: str) -> TaskRecord | None:
    """A task of a cluster by its ARN or its id."""
    tasks = backend.tasks.get(cluster.name, {})
    return tasks.get(name) or next((task for arn, task in tasks.items() if arn.split("/")[-1] == name), None)


def forget_stopped_tasks(backend: Any) -> None:
    """Stopped tasks are known for an hour."""
    now = utcnow()
    for tasks in backend.tasks.values():
        for arn, task in list(tasks.items()):
            if task.is_stopped and (now - task["stoppedAt"]).total_seconds() > REMEMBERED:
                del tasks[arn]


def _cluster(backend: Any, name: str) -> Any:
    return backend._get_cluster(name)


def _active_cluster(backend: Any, name: str) -> Any:
    cluster = backend._get_cluster(name)
    if cluster.status != "ACTIVE":
        raise ClusterNotFoundException
    return cluster


def _shown(task: TaskRecord, include: list[str]) -> dict[str, Any]:
    return {**task, "tags": task.tags if "TAGS" in include else []}
