"""ElastiCache for Memcached: clusters with nodes, endpoints, changes, and an end."""

from __future__ import annotations

from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.elasticache.exceptions import CacheClusterNotFound
from moto.elasticache.models import CacheCluster, ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

from aws_emulator.patching import Method, Patches

patches = Patches()

DEFAULT_VERSION = {"memcached": "1.6.22", "redis": "7.1.0", "valkey": "8.0.1"}

#: Members of ModifyCacheCluster that are taken over as they are.
CHANGEABLE = (
    "AutoMinorVersionUpgrade",
    "AZMode",
    "CacheNodeType",
    "CacheParameterGroupName",
    "EngineVersion",
    "NumCacheNodes",
    "PreferredMaintenanceWindow",
    "SecurityGroupIds",
)


@patches.wrap(ElastiCacheBackend)
def create_cache_cluster(original: Method, self: Any, *args: Any, **kwargs: Any) -> CacheCluster:
    """`CreateCacheCluster` of `aws_elasticache_cluster`.

    moto makes a cluster without nodes, endpoints and groups, which terraform-provider-aws takes for an error, and
    gives memcached the port of Redis.
    """
    cluster = original(self, *args, **kwargs)
    if cluster.engine == "memcached" and not kwargs["port"]:
        cluster.port = 11211
    complete(self, cluster)
    return cluster


@patches.add(ElastiCacheResponse)
def modify_cache_cluster(self: Any) -> ActionResult:
    """`ModifyCacheCluster`, called for any change of `aws_elasticache_cluster`: missing in moto."""
    backend = self.elasticache_backend
    cluster = backend.describe_cache_clusters(self._get_param("CacheClusterId"))[0]
    for name in CHANGEABLE:
        value = self._get_param(name)
        if value is not None:
            setattr(cluster, xform_name(name), value)
    complete(backend, cluster)
    return ActionResult({"CacheCluster": cluster})


@patches.replace(ElastiCacheBackend)
def delete_cache_cluster(self: Any, cache_cluster_id: str) -> CacheCluster:
    """`DeleteCacheCluster` of `aws_elasticache_cluster`: in moto the cluster is "deleting" for ever."""
    cluster = self.cache_clusters.pop(cache_cluster_id, None)
    if cluster is None:
        raise CacheClusterNotFound(cache_cluster_id)
    cluster.cache_cluster_status = "deleting"
    return cluster


def complete(backend: Any, cluster: Any) -> None:
    """What follows from a cluster's own properties: nodes, endpoints, and the states of its groups."""
    zones = zones_of(backend, cluster.cache_subnet_group_name)
    placed = cluster.preferred_availability_zones or (
        [cluster.preferred_availability_zone] if cluster.preferred_availability_zone in zones else zones
    )
    host = f"{cluster.cache_cluster_id}.emulated"
    domain = f"{backend.region_name}.cache.amazonaws.com"
    cluster.engine_version = cluster.engine_version or DEFAULT_VERSION[cluster.engine]
    cluster.preferred_availability_zone = (
        "Multiple" if cluster.num_cache_nodes > 1 and cluster.az_mode == "cross-az" else placed[0]
    )
    cluster.cache_nodes = [
        {
            "CacheNodeId": f"{number + 1:04d}",
            "CacheNodeStatus": "available",
            "CacheNodeCreateTime": cluster.cache_cluster_create_time,
            "CustomerAvailabilityZone": placed[number % len(placed)],
            "Endpoint": {"Address": f"{host}.{number + 1:04d}.{domain}", "Port": cluster.port},
            "ParameterGroupStatus": "in-sync",
        }
        for number in range(cluster.num_cache_nodes)
    ]
    if cluster.engine == "memcached":
        cluster.configuration_endpoint = {"Address": f"{host}.cfg.{domain}", "Port": cluster.port}
    version = ".".join(cluster.engine_version.split(".")[:2])
    cluster.cache_parameter_group = {
        "CacheParameterGroupName": cluster.cache_parameter_group_name or f"default.{cluster.engine}{version}",
        "ParameterApplyStatus": "in-sync",
    }
    cluster.security_groups = [{"SecurityGroupId": group, "Status": "active"} for group in cluster.security_group_ids]
    cluster.transit_encryption_enabled = bool(cluster.transit_encryption_enabled)
    cluster.network_type = cluster.network_type or "ipv4"
    cluster.ip_discovery = cluster.ip_discovery or "ipv4"


def zones_of(backend: Any, subnet_group_name: str | None) -> list[str]:
    """The availability zones of a subnet group; of the region's first two zones without one."""
    group = backend.cache_subnet_groups.get(subnet_group_name)
    if group is None:
        return [f"{backend.region_name}a", f"{backend.region_name}b"]
    return [subnet["subnet_availability_zone"] for subnet in group.subnets]
