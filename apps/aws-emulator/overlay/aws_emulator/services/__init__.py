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
    elasticache_groups,
    elasticache_memcached,
    elasticache_redis,
    rds,
    secretsmanager,
    ssm,
)

SERVICES: tuple[Patches, ...] = (
    application_autoscaling.patches,
    autoscaling.patches,
    budgets.patches,
    ec2.patches,
    ecr.patches,
    ecs.patches,
    elasticache_groups.patches,
    elasticache_memcached.patches,
    elasticache_redis.patches,
    rds.patches,
    secretsmanager.patches,
    ssm.patches,
)
