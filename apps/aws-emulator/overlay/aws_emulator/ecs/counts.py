"""How many tasks run and wait, as services, deployments, clusters and instances show it.

See https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from aws_emulator.ecs.deployments import show_counts
from aws_emulator.ecs.task_record import TaskRecord


def tasks_left(backend: Any) -> list[TaskRecord]:
    """All tasks of a region that have not stopped."""
    return [task for tasks in list(backend.tasks.values()) for task in list(tasks.values()) if not task.is_stopped]


def has_tasks_left(backend: Any, service: Any) -> bool:
    """Whether a service has tasks that have not stopped."""
    return any(task["_service"] == service.arn for task in tasks_left(backend))


def count_tasks(backend: Any) -> None:
    """Counts anew, after whatever happened."""
    running: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    for task in tasks_left(backend):
        # A task that is told to stop is still counted as running until it has begun to.
        counted = running if task["lastStatus"] == "RUNNING" else pending
        if task["lastStatus"] in ("PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"):
            deployment = f"{task['_service']} {task.get('startedBy')}"
            counted.update(filter(None, (task["clusterArn"], task["_service"], deployment)))
            counted.update(filter(None, (task.get("containerInstanceArn"),)))
    services: Counter[str] = Counter()
    for service in backend.services.values():
        service.running_count, service.pending_count = running[service.arn], pending[service.arn]
        services[service.cluster_arn] += service.status == "ACTIVE"
        for deployment in service.deployments:
            key = f"{service.arn} {deployment['id']}"
            deployment["runningCount"], deployment["pendingCount"] = running[key], pending[key]
        show_counts(service)
    for cluster in backend.clusters.values():
        cluster.running_tasks_count, cluster.pending_tasks_count = running[cluster.arn], pending[cluster.arn]
        cluster.active_services_count = services[cluster.arn]
        instances = backend.container_instances.get(cluster.name, {})
        cluster.registered_container_instances_count = len(instances)
        for instance in instances.values():
            arn = instance.container_instance_arn
            instance.running_tasks_count, instance.pending_tasks_count = running[arn], pending[arn]
