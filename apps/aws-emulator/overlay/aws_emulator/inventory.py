"""What exists, so that a test can tell whether anything was left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from moto.backends import get_backend

#: Names of the things of one kind that exist in a backend (a service in one account and region).
Lister = Callable[[Any], Iterable[str]]


def inventory() -> list[str]:
    """`TYPE ID` of whatever a client has made and nobody has taken away, sorted.

    Left out: what moto begins with (default VPCs, public images and parameters, managed policies), what belongs to
    something else and goes with it (rules, routes, versions, main route tables), and the gravestones that AWS keeps
    as well (inactive clusters, services and task definitions, terminated instances, deleted gateways, keys that wait
    for their end).
    """
    return sorted({f"{kind} {name}" for kind, name in _everything()})


def _everything() -> Iterator[tuple[str, str]]:
    for service, kinds in _KINDS.items():
        for account in get_backend(service).values():
            for backend in list(account.values()):
                for kind, names in kinds.items():
                    for name in names(backend):
                        yield f"{service}:{kind}", name


def _keys(attribute: str) -> Lister:
    return lambda backend: list(getattr(backend, attribute, ()))


def _ids(attribute: str, name: str = "id", alive: Callable[[Any], bool] = lambda _: True) -> Lister:
    return lambda backend: [getattr(each, name) for each in list(getattr(backend, attribute).values()) if alive(each)]


def _in_vpc(attribute: str, own: Callable[[Any], bool]) -> Lister:
    """Things of a VPC that is not a default one. Their collection may hold them by VPC or by zone, then by id."""

    def names(backend: Any) -> list[str]:
        default_vpcs = {vpc.id for vpc in backend.vpcs.values() if vpc.is_default}
        found = []
        for each in list(getattr(backend, attribute).values()):
            found += each.values() if isinstance(each, dict) else [each]
        return [each.id for each in found if each.vpc_id not in default_vpcs and own(each)]

    return names


def _state_is_not(*gone: str) -> Callable[[Any], bool]:
    return lambda each: each.state not in gone


def _active(each: Any) -> bool:
    return each.status != "INACTIVE"


def _instances(backend: Any) -> list[str]:
    instances = [instance for reservation in list(backend.reservations.values()) for instance in reservation.instances]
    return [instance.id for instance in instances if instance._state.name != "terminated"]


def _task_definitions(backend: Any) -> list[str]:
    revisions = [revision for family in list(backend.task_definitions.values()) for revision in family.values()]
    return [f"{revision.family}:{revision.revision}" for revision in revisions if _active(revision)]


def _running_tasks(backend: Any) -> list[str]:
    tasks = [task for cluster in list(backend.tasks.values()) for task in cluster.values()]
    return [task.task_arn for task in tasks if task.last_status != "STOPPED"]


def _listeners(backend: Any) -> list[str]:
    return [arn for balancer in list(backend.load_balancers.values()) for arn in balancer.listeners]


def _scalable_targets(backend: Any) -> list[str]:
    return [f"{resource}/{dimension}" for dimension, targets in backend.targets.items() for resource in targets]


def _customer_keys(backend: Any) -> list[str]:
    # Of AWS's own keys, such as aws/rds, there is one in every account that ever needed it.
    own = (key for key in backend.keys.values() if not any(alias.startswith("alias/aws/") for alias in key.aliases))
    return [key.id for key in own if key.key_state != "PendingDeletion"]


def _event_rules(backend: Any) -> list[str]:
    return [rule for bus in backend.event_buses.values() for rule in bus.rules]


def _budgets(backend: Any) -> list[str]:
    return [name for budgets in backend.budgets.values() for name in budgets]


def _customer_policies(backend: Any) -> list[str]:
    return [arn for arn in backend.managed_policies if ":iam::aws:" not in arn]


def _database_parameters(backend: Any) -> list[str]:
    # Instances that name no group have AWS's default one.
    return [name for name in backend.db_parameter_groups if not name.startswith("default.")]


def _parameters(backend: Any) -> list[str]:
    # A plain look-up in moto's own kind of dictionary would make the parameter.
    return [
        name for name in list(dict.keys(backend._parameters)) if not name.startswith("/aws/") and _has(backend, name)
    ]


def _has(backend: Any, name: str) -> bool:
    return bool(dict.get(backend._parameters, name))


_KINDS: dict[str, dict[str, Lister]] = {
    "acm": {"certificate": _keys("_certificates")},
    "applicationautoscaling": {
        "policy": _ids("policies", "policy_arn"),
        "scalable-target": _scalable_targets,
    },
    "autoscaling": {
        "auto-scaling-group": _keys("autoscaling_groups"),
        "lifecycle-hook": _keys("lifecycle_hooks"),
        "policy": _keys("policies"),
        "scheduled-action": _keys("scheduled_actions"),
    },
    "budgets": {"budget": _budgets},
    "cloudwatch": {"alarm": _keys("alarms"), "dashboard": _keys("dashboards")},
    "ec2": {
        "elastic-ip": lambda backend: [address.allocation_id for address in backend.addresses],
        "flow-log": _keys("flow_logs"),
        "instance": _instances,
        "internet-gateway": _keys("internet_gateways"),
        "key-pair": _keys("key_pairs"),
        "launch-template": _keys("launch_templates"),
        "nat-gateway": _ids("nat_gateways", alive=_state_is_not("deleted")),
        "network-acl": _in_vpc("network_acls", lambda _: True),
        "network-interface": _keys("enis"),
        "route-table": _in_vpc("route_tables", lambda _: True),
        "security-group": _in_vpc("groups", lambda _: True),
        "subnet": _in_vpc("subnets", lambda _: True),
        "volume": _keys("volumes"),
        "vpc": _ids("vpcs", alive=lambda vpc: not vpc.is_default),
        "vpc-endpoint": _ids("vpc_end_points", alive=_state_is_not("deleted")),
    },
    "ecr": {"repository": _keys("repositories")},
    "ecs": {
        "capacity-provider": _keys("capacity_providers"),
        "cluster": _ids("clusters", "arn", _active),
        "service": _ids("services", "arn", _active),
        "task": _running_tasks,
        "task-definition": _task_definitions,
    },
    "elasticache": {
        "cluster": _keys("cache_clusters"),
        "parameter-group": _keys("cache_parameter_groups"),
        "replication-group": _keys("replication_groups"),
        "snapshot": _keys("snapshots"),
        "subnet-group": _keys("cache_subnet_groups"),
    },
    "elbv2": {
        "listener": _listeners,
        "load-balancer": _keys("load_balancers"),
        "target-group": _keys("target_groups"),
    },
    "events": {"rule": _event_rules},
    "iam": {
        "instance-profile": _ids("instance_profiles", "name"),
        "oidc-provider": _keys("open_id_providers"),
        "policy": _customer_policies,
        "role": _ids("roles", "name"),
        "user": _keys("users"),
    },
    "kms": {"key": _customer_keys},
    "logs": {"log-group": _keys("groups")},
    "rds": {
        "instance": _keys("databases"),
        "option-group": _keys("option_groups"),
        "parameter-group": _database_parameters,
        "snapshot": _keys("database_snapshots"),
        "subnet-group": _keys("subnet_groups"),
    },
    "s3": {"bucket": _keys("buckets")},
    "secretsmanager": {"secret": _keys("secrets")},
    "sns": {"subscription": _keys("subscriptions"), "topic": _keys("topics")},
    "ssm": {"parameter": _parameters},
}
