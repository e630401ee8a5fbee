"""RDS: parameter groups that keep what they are told, and instances of their own identity."""

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


@patches.wrap(DBInstance, "__init__")
def own_resource_id(original: Method, self: Any, *args: Any, **kwargs: Any) -> None:
    """`CreateDBInstance`: moto gives all instances the same `DbiResourceId`, by which the provider finds them."""
    original(self, *args, **kwargs)
    alphabet = string.ascii_uppercase + string.digits
    self.dbi_resource_id = "db-" + "".join(secrets.choice(alphabet) for _ in range(26))
