"""On what a task runs: a capacity provider, or a launch type alone.

See https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
"""

from __future__ import annotations

from typing import Any

from moto.ecs.exceptions import InvalidParameterException

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")

PLATFORM_VERSION = "1.4.0"


def placement_of(
    cluster: Any,
    definition: Any,
    *,
    launch_type: str | None,
    strategy: list[dict[str, Any]] | None,
    platform_version: str | None = None,
) -> dict[str, Any]:
    """`launchType` of a task, and `capacityProviderName` and `platformVersion` where it has them."""
    if launch_type and strategy:
        message = "Specifying both a launch type and capacity provider strategy is not supported."
        raise InvalidParameterException(message)
    if not launch_type:
        strategy = strategy or cluster.default_capacity_provider_strategy
    placement: dict[str, Any] = {"launchType": launch_type or "EC2"}
    if strategy:
        provider = _chosen(strategy)
        if provider not in (cluster.capacity_providers or []):
            message = f"The specified capacity provider '{provider}' was not found."
            raise InvalidParameterException(f"{message} Specify a valid name or ARN and try again.")
        placement = {
            "launchType": "FARGATE" if provider in FARGATE_PROVIDERS else "EC2",
            "capacityProviderName": provider,
        }
    if placement["launchType"] == "FARGATE":
        if "FARGATE" not in definition.compatibilities:
            raise InvalidParameterException("Task definition does not support launch_type FARGATE.")
        placement.update(platformVersion=platform_version or PLATFORM_VERSION, platformFamily="Linux")
    return placement


def _chosen(strategy: list[dict[str, Any]]) -> str:
    """The provider with a base, or else that of the greatest weight: a task is one, and is not shared out."""
    best = max(strategy, key=lambda share: (share.get("base") or 0, share.get("weight") or 0))
    return best["capacityProvider"].split("/")[-1]
