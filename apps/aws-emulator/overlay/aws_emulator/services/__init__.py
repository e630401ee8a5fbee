"""The services that need mending, one module each. To add one: write it, name it here, and give it a contract."""

from __future__ import annotations

from aws_emulator.patching import Patches
from aws_emulator.services import (
    application_autoscaling,
    autoscaling,
    budgets,
    ec2,
    ecr,
    ecs,
    ecs_execute_command,
    ecs_service_deployments,
    ecs_task_definitions,
    ecs_tasks,
    elasticache_groups,
    elasticache_memcached,
    elasticache_redis,
    iam,
    rds,
    s3,
    secretsmanager,
    ssm,
    target_health,
)

SERVICES: tuple[Patches, ...] = (
    application_autoscaling.patches,
    autoscaling.patches,
    budgets.patches,
    ec2.patches,
    ecr.patches,
    ecs.patches,
    ecs_execute_command.patches,
    ecs_service_deployments.patches,
    ecs_task_definitions.patches,
    ecs_tasks.patches,
    elasticache_groups.patches,
    elasticache_memcached.patches,
    elasticache_redis.patches,
    iam.patches,
    rds.patches,
    s3.patches,
    secretsmanager.patches,
    ssm.patches,
    target_health.patches,
)
