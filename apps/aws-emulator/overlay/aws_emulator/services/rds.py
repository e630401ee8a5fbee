"""RDS: parameter groups and instances that keep what they are told, and instances of their own identity."""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import DBParameterGroupNotFoundError
from moto.rds.models import DBInstance, DBParameterGroup
from moto.rds.responses import RDSResponse

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(DBParameterGroup)
def update_parameters(original: Method, self: Any, new_parameters: Iterable[dict[str, Any]]) -> None:
    """`ModifyDBParameterGroup`, then `DescribeDBParameters` with `Source=user` (`aws_db_parameter_group`).

    moto keeps no source, by which terraform-provider-aws knows which parameters were set: they are lost in a plan.
    """
    new_parameters = list(new_parameters)
    original(self, new_parameters)
    for parameter in new_parameters:
        self.parameters[parameter["ParameterName"]].update(Source="user", IsModifiable=True)


@patches.add(RDSResponse)
def reset_db_parameter_group(self: Any) -> ActionResult:
    """`ResetDBParameterGroup`, called when `aws_db_parameter_group` loses a parameter: missing in moto."""
    name = self.params.get("DBParameterGroupName")
    group = self.backend.db_parameter_groups.get(name)
    if group is None:
        raise DBParameterGroupNotFoundError(name)
    if self.params.get("ResetAllParameters"):
        group.parameters.clear()
    for parameter in self.params.get("Parameters", []):
        group.parameters.pop(parameter.get("ParameterName"), None)
    return ActionResult({"DBParameterGroupName": group.name})


#: What a request says of how an instance is watched, and what the answer calls it.
WATCHED = {
    "enable_performance_insights": "performance_insights_enabled",
    "monitoring_interval": "monitoring_interval",
    "monitoring_role_arn": "monitoring_role_arn",
    "performance_insights_kms_key_id": "performance_insights_kms_key_id",
    "performance_insights_retention_period": "performance_insights_retention_period",
}


@patches.wrap(DBInstance, "__init__")
def keep_how_it_is_watched(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """`CreateDBInstance` with enhanced monitoring or Performance Insights (`aws_db_instance`): moto forgets both."""
    original(self, *args, **kwargs)
    _watch(self, kwargs)


@patches.wrap(DBInstance)
def update(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """`ModifyDBInstance` that turns Performance Insights on or off: moto answers another name than it is told."""
    original(self, *args, **kwargs)
    _watch(self, kwargs)


def _watch(instance: Any, request: dict[str, Any]) -> None:
    for said, name in WATCHED.items():
        if request.get(said) is not None:
            setattr(instance, name, request[said])


@patches.wrap(DBInstance, "__init__")
def own_resource_id(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """`CreateDBInstance`: moto gives all instances the same `DbiResourceId`, by which the provider finds them."""
    original(self, *args, **kwargs)
    alphabet = string.ascii_uppercase + string.digits
    self.dbi_resource_id = "db-" + "".join(secrets.choice(alphabet) for _ in range(26))
