"""EC2: launch templates, subnets with IPv6, and what a deletion must take along."""

from __future__ import annotations

from typing import Any

from moto.core.types import Base64EncodedString
from moto.ec2.models.instances import Instance
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.utils import parse_user_data

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(LaunchTemplateBackend)
def create_launch_template(
    original: Method, self: Any, name: str, description: str, template_data: dict[str, Any], tag_spec: dict[str, Any]
) -> LaunchTemplate:
    """`CreateLaunchTemplate` with tags of its own (`aws_launch_template` under `default_tags`).

    moto puts them among the tags of what the template launches, so that `tag_specifications` drift.
    """
    specifications = template_data.pop("TagSpecifications", [])
    launched = [each for each in specifications if each["ResourceType"] != "launch-template"]
    if launched:
        template_data["TagSpecifications"] = launched
    return original(self, name, description, template_data, tag_spec)


@patches.wrap(LaunchTemplate)
def create_version(original: Method, self: Any, data: dict[str, Any], description: str) -> Any:
    """`CreateLaunchTemplateVersion` with user data: moto cannot read it any more when a group launches from it."""
    user_data = data.get("UserData")
    if user_data is not None and not isinstance(user_data, Base64EncodedString):
        data["UserData"] = parse_user_data(user_data)
    return original(self, data, description)


@patches.wrap(LaunchTemplateBackend)
def describe_launch_templates(original: Method, self: Any, *args: Any, **kwargs: Any) -> list[LaunchTemplate]:
    """`DescribeLaunchTemplates` after `CreateTags` or `DeleteTags`: moto answers the tags of the creation."""
    templates = original(self, *args, **kwargs)
    for template in templates:
        template.tags = template.get_tags()
    return templates


@patches.wrap(Instance)
def prep_nics(original: Method, self: Any, nic_spec: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
    """`TerminateInstances` (as an Auto Scaling group that shrinks does): moto leaves the network interfaces behind.

    AWS deletes those that the launch has made, unless it was told not to.
    """
    keep = {int(nic["DeviceIndex"]) for nic in nic_spec if nic.get("DeleteOnTermination") is False}
    attached = {nic["NetworkInterfaceId"] for nic in nic_spec if "NetworkInterfaceId" in nic}
    original(self, nic_spec, *args, **kwargs)
    for index, interface in self.nics.items():
        if index not in keep and interface.id not in attached:
            interface.delete_on_termination = True


@patches.wrap(Subnet)
def get_filter_value(original: Method, self: Any, filter_name: str, method_name: str | None = None) -> Any:
    """`DescribeSubnets` by the id of an association, while `aws_subnet` waits for its IPv6 addresses: not in moto."""
    if filter_name == "ipv6-cidr-block-association.association-id":
        return list(self.ipv6_cidr_block_associations)
    return original(self, filter_name, method_name)


@patches.replace(Subnet)
def ipv6_cidr_block_association_set(self: Any) -> list[dict[str, Any]]:
    """`DescribeSubnets` of a subnet with IPv6 addresses: moto answers a state in a state, and the provider waits."""
    associated = [
        association
        for association in self.ipv6_cidr_block_associations.values()
        if association["ipv6CidrBlockState"]["State"] == "associated"
    ]
    return [{**association, "ipv6CidrBlockState": {"state": "associated"}} for association in associated]


@patches.wrap(NatGatewayBackend)
def delete_nat_gateway(original: Method, self: Any, nat_gateway_id: str) -> Any:
    """`DeleteNatGateway`: moto leaves the gateway's network interface in the subnet."""
    gateway = original(self, nat_gateway_id)
    self.enis.pop(gateway._eni.id, None)
    return gateway


@patches.wrap(VPCBackend)
def delete_vpc(original: Method, self: Any, vpc_id: str) -> Any:
    """`DeleteVpc`: moto leaves the default network ACL of the VPC behind."""
    vpc = original(self, vpc_id)
    for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]:
        del self.network_acls[acl.id]
    return vpc


@patches.replace(SecurityGroupRule)
def description(self: Any) -> str | None:
    """`DescribeSecurityGroupRules` of a rule that lets a group in (`aws_vpc_security_group_ingress_rule`).

    moto knows the descriptions of address ranges alone: the rule drifts.
    """
    return self.ip_range.get("Description") or self.source_group.get("Description")
