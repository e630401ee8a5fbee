"""ElastiCache: parameter groups and subnet groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.exceptions import CacheSubnetGroupNotFound
from moto.elasticache.models import ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

from aws_emulator.patching import Method, Patches

patches = Patches()


class CacheParameterGroupNotFound(ServiceException):
    code = "CacheParameterGroupNotFound"

    def __init__(self, name: str) -> None:
        super().__init__(f"CacheParameterGroup {name} not found.")


@dataclass
class CacheParameterGroup:
    """A parameter group, with the parameters that differ from their family's defaults."""

    cache_parameter_group_name: str
    cache_parameter_group_family: str
    description: str
    arn: str
    is_global: bool = False
    values: dict[str, str] = field(default_factory=dict)


@patches.wrap(ElastiCacheBackend, "__init__")
def keep_parameter_groups(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """A place for parameter groups, which moto does not know."""
    original(self, *args, **kwargs)
    self.cache_parameter_groups = {}


@patches.add(ElastiCacheResponse)
def create_cache_parameter_group(self: Any) -> ActionResult:
    """`CreateCacheParameterGroup` of `aws_elasticache_parameter_group`: missing in moto."""
    backend = self.elasticache_backend
    name = self._get_param("CacheParameterGroupName")
    group = CacheParameterGroup(
        cache_parameter_group_name=name,
        cache_parameter_group_family=self._get_param("CacheParameterGroupFamily"),
        description=self._get_param("Description"),
        arn=f"arn:{backend.partition}:elasticache:{self.region}:{self.current_account}:parametergroup:{name}",
    )
    backend.cache_parameter_groups[name] = group
    backend.tagging_service.tag_resource(group.arn, self._get_param("Tags", []))
    return ActionResult({"CacheParameterGroup": group})


@patches.add(ElastiCacheResponse)
def describe_cache_parameter_groups(self: Any) -> ActionResult:
    """`DescribeCacheParameterGroups` of `aws_elasticache_parameter_group`: missing in moto."""
    if self._get_param("CacheParameterGroupName"):
        return ActionResult({"CacheParameterGroups": [_parameter_group(self)]})
    return ActionResult({"CacheParameterGroups": list(self.elasticache_backend.cache_parameter_groups.values())})


@patches.add(ElastiCacheResponse)
def describe_cache_parameters(self: Any) -> ActionResult:
    """`DescribeCacheParameters` with `Source=user` of `aws_elasticache_parameter_group`: missing in moto."""
    parameters = [
        {"ParameterName": name, "ParameterValue": value, "Source": "user", "IsModifiable": True}
        for name, value in _parameter_group(self).values.items()
    ]
    return ActionResult({"Parameters": parameters})


@patches.add(ElastiCacheResponse)
def modify_cache_parameter_group(self: Any) -> ActionResult:
    """`ModifyCacheParameterGroup` of `aws_elasticache_parameter_group`: missing in moto."""
    group = _parameter_group(self)
    for parameter in self._get_param("ParameterNameValues", []):
        group.values[parameter["ParameterName"]] = parameter["ParameterValue"]
    return ActionResult({"CacheParameterGroupName": group.cache_parameter_group_name})


@patches.add(ElastiCacheResponse)
def reset_cache_parameter_group(self: Any) -> ActionResult:
    """`ResetCacheParameterGroup`, called when a parameter is taken away: missing in moto."""
    group = _parameter_group(self)
    if self._get_bool_param("ResetAllParameters"):
        group.values.clear()
    for parameter in self._get_param("ParameterNameValues", []):
        group.values.pop(parameter["ParameterName"], None)
    return ActionResult({"CacheParameterGroupName": group.cache_parameter_group_name})


@patches.add(ElastiCacheResponse)
def delete_cache_parameter_group(self: Any) -> ActionResult:
    """`DeleteCacheParameterGroup` of `aws_elasticache_parameter_group`: missing in moto."""
    del self.elasticache_backend.cache_parameter_groups[_parameter_group(self).cache_parameter_group_name]
    return EmptyResult()


@patches.replace(ElastiCacheBackend)
def list_tags_for_resource(self: Any, arn: str) -> dict[str, list[dict[str, str]]]:
    """`ListTagsForResource` of `aws_elasticache_parameter_group`: moto refuses the ARN of a parameter group."""
    return self.tagging_service.list_tags_for_resource(arn)


@patches.add(ElastiCacheResponse)
def modify_cache_subnet_group(self: Any) -> ActionResult:
    """`ModifyCacheSubnetGroup` of `aws_elasticache_subnet_group`: missing in moto."""
    backend = self.elasticache_backend
    name = self._get_param("CacheSubnetGroupName")
    before = backend.describe_cache_subnet_groups(name)[0]
    description = self._get_param("CacheSubnetGroupDescription") or before.cache_subnet_group_description
    del backend.cache_subnet_groups[name]
    # Made anew, since moto reads the subnets' VPC and zones when a group is made. Its tags are kept under its ARN.
    subnet_ids = self._get_param("SubnetIds") or before.subnet_ids
    return ActionResult({"CacheSubnetGroup": backend.create_cache_subnet_group(name, description, subnet_ids, None)})


@patches.add(ElastiCacheResponse)
def delete_cache_subnet_group(self: Any) -> ActionResult:
    """`DeleteCacheSubnetGroup` of `aws_elasticache_subnet_group`: missing in moto."""
    name = self._get_param("CacheSubnetGroupName")
    if self.elasticache_backend.cache_subnet_groups.pop(name, None) is None:
        raise CacheSubnetGroupNotFound(name)
    return EmptyResult()


def _parameter_group(response: Any) -> CacheParameterGroup:
    name = response._get_param("CacheParameterGroupName")
    group = response.elasticache_backend.cache_parameter_groups.get(name)
    if group is None:
        raise CacheParameterGroupNotFound(name)
    return group
