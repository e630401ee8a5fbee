"""ElastiCache for Redis: replication groups with member clusters, changes, and an end."""

from __future__ import annotations

import inspect
from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.elasticache.exceptions import ReplicationGroupNotFound
from moto.elasticache.models import CacheCluster, ElastiCacheBackend, ReplicationGroup
from moto.elasticache.responses import ElastiCacheResponse

from aws_emulator.patching import Method, Patches
from aws_emulator.services.elasticache_memcached import complete, zones_of

patches = Patches()

#: Members of ModifyReplicationGroup that are taken over as they are.
CHANGEABLE = (
    "AutoMinorVersionUpgrade",
    "CacheNodeType",
    "CacheParameterGroupName",
    "EngineVersion",
    "PreferredMaintenanceWindow",
    "SecurityGroupIds",
    "SnapshotRetentionLimit",
    "SnapshotWindow",
    "TransitEncryptionMode",
)

#: Properties of a replication group that each of its member clusters shows as well.
SHARED = (
    "at_rest_encryption_enabled",
    "auth_token_enabled",
    "auto_minor_version_upgrade",
    "cache_node_type",
    "cache_parameter_group_name",
    "cache_subnet_group_name",
    "engine_version",
    "ip_discovery",
    "network_type",
    "port",
    "preferred_maintenance_window",
    "snapshot_retention_limit",
    "snapshot_window",
    "transit_encryption_enabled",
    "transit_encryption_mode",
)


@patches.wrap(ElastiCacheBackend)
def create_replication_group(original: Method, self: Any, *args: Any, **kwargs: Any) -> ReplicationGroup:
    """`CreateReplicationGroup` of `aws_elasticache_replication_group` (cluster mode disabled).

    moto makes one member whatever `NumCacheClusters` says, and no cluster behind it, of which
    terraform-provider-aws reads engine version, groups and windows.
    """
    group = original(self, *args, **kwargs)
    if len(group.engine_version.split(".")) == 2:
        group.engine_version += ".0"
    # Without this the member's snapshots would begin at the same time as its maintenance.
    group.snapshot_window = kwargs["snapshot_window"] or "03:30-04:30"
    _resize(self, group, kwargs["num_cache_clusters"] or (kwargs["replicas_per_node_group"] or 0) + 1)
    return group


@patches.add(ElastiCacheResponse)
def modify_replication_group(self: Any) -> ActionResult:
    """`ModifyReplicationGroup`, called for any change of `aws_elasticache_replication_group`: missing in moto."""
    group = _group(self)
    for name in CHANGEABLE:
        value = self._get_param(name)
        if value is not None:
            setattr(group, xform_name(name), value)
    group.description = self._get_param("ReplicationGroupDescription") or group.description
    for name, attribute in (("AutomaticFailoverEnabled", "automatic_failover"), ("MultiAZEnabled", "multi_az")):
        value = self._get_bool_param(name)
        if value is not None:
            setattr(group, attribute, "enabled" if value else "disabled")
    _synchronise(self.elasticache_backend, group)
    return ActionResult({"ReplicationGroup": group})


@patches.add(ElastiCacheResponse)
def increase_replica_count(self: Any) -> ActionResult:
    """`IncreaseReplicaCount`, called for more nodes of `aws_elasticache_replication_group`: missing in moto."""
    group = _group(self)
    _resize(self.elasticache_backend, group, self._get_int_param("NewReplicaCount") + 1)
    return ActionResult({"ReplicationGroup": group})


@patches.add(ElastiCacheResponse)
def decrease_replica_count(self: Any) -> ActionResult:
    """`DecreaseReplicaCount`, called for fewer nodes of `aws_elasticache_replication_group`: missing in moto."""
    return increase_replica_count(self)


@patches.replace(ElastiCacheBackend)
def delete_replication_group(self: Any, replication_group_id: str, retain_primary_cluster: bool | None) -> Any:
    """`DeleteReplicationGroup` of `aws_elasticache_replication_group`: in moto the group is "deleting" for ever."""
    group = self.replication_groups.pop(replication_group_id, None)
    if group is None:
        raise ReplicationGroupNotFound(replication_group_id)
    for member in group.member_clusters[1 if retain_primary_cluster else 0 :]:
        self.cache_clusters.pop(member, None)
    group.status = "deleting"
    return group


def _group(response: Any) -> Any:
    return response.elasticache_backend.describe_replication_groups(response._get_param("ReplicationGroupId"))[0]


def _resize(backend: Any, group: Any, count: int) -> None:
    """Gives a replication group as many members, spread over the zones of its subnets."""
    node_group = group.node_groups[0]
    node_group["node_group_members"] = []
    for member in group.member_clusters[count:]:
        backend.cache_clusters.pop(member, None)
    group.member_clusters = []
    zones = zones_of(backend, group.cache_subnet_group_name)
    group._set_node_members_clusters_disabled(
        member_clusters=group.member_clusters,
        replication_group_id=group.replication_group_id,
        replication_group_domain=node_group["primary_endpoint_address"].split(".", 1)[1],
        node_group=node_group,
        preferred_cache_cluster_azs=[zones[number % len(zones)] for number in range(count)],
        num_cache_clusters=count,
        replicas_per_node_group=count - 1,
    )
    _synchronise(backend, group)


def _synchronise(backend: Any, group: Any) -> None:
    """Lets the member clusters show what their replication group is."""
    for member in group.node_groups[0]["node_group_members"]:
        name = member["cache_cluster_id"]
        if name not in backend.cache_clusters:
            backend.cache_clusters[name] = _member(backend, group, name, member["preferred_availability_zone"])
        cluster = backend.cache_clusters[name]
        for attribute in SHARED:
            setattr(cluster, attribute, getattr(group, attribute))
        cluster.security_group_ids = list(group.security_group_ids or [])
        complete(backend, cluster)


def _member(backend: Any, group: Any, name: str, zone: str) -> CacheCluster:
    unset = dict.fromkeys(list(inspect.signature(CacheCluster.__init__).parameters)[1:])
    cluster = CacheCluster(
        **{
            **unset,
            "account_id": backend.account_id,
            "region_name": backend.region_name,
            "cache_cluster_id": name,
            "engine": "redis",
            "num_cache_nodes": 1,
            "preferred_availability_zone": zone,
            "replication_group_id": group.replication_group_id,
        }
    )
    # moto knows no cluster of Valkey, which is like one of Redis.
    cluster.engine = group.engine
    return cluster
