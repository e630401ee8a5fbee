"""Budgets: changes, tags, and the subscribers of notifications."""

from __future__ import annotations

import json
from typing import Any

from moto.budgets.exceptions import NotFoundException
from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(BudgetsResponse)
def create_budget(original: Method, self: Any) -> str:
    """`CreateBudget` of `aws_budgets_budget`: moto drops `ResourceTags`."""
    answer = original(self)
    _tag(_budget(self, self._get_param("Budget")["BudgetName"]), self._get_param("ResourceTags"))
    return answer


@patches.add(BudgetsResponse)
def update_budget(self: Any) -> str:
    """`UpdateBudget`, called when the amount of `aws_budgets_budget` changes: missing in moto."""
    changed = self._get_param("NewBudget")
    _budget(self, changed["BudgetName"]).budget.update(changed)
    return "{}"


@patches.add(BudgetsResponse)
def describe_subscribers_for_notification(self: Any) -> str:
    """`DescribeSubscribersForNotification`, called at each read of `aws_budgets_budget`: missing in moto."""
    wanted = self._get_param("Notification")
    for notification in _budget(self, self._get_param("BudgetName")).notifications:
        if all(notification.details.get(key) == value for key, value in wanted.items()):
            return json.dumps({"Subscribers": notification.subscribers})
    raise NotFoundException("Unable to get subscribers - the notification doesn't exist.")


@patches.add(BudgetsResponse)
def list_tags_for_resource(self: Any) -> str:
    """`ListTagsForResource`, called at each read of `aws_budgets_budget`: missing in moto."""
    tags = _tags(_budget_of_arn(self))
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})


@patches.add(BudgetsResponse)
def tag_resource(self: Any) -> str:
    """`TagResource`, called when the tags of `aws_budgets_budget` change: missing in moto."""
    _tag(_budget_of_arn(self), self._get_param("ResourceTags"))
    return "{}"


@patches.add(BudgetsResponse)
def untag_resource(self: Any) -> str:
    """`UntagResource`, called when `aws_budgets_budget` loses a tag: missing in moto."""
    for key in self._get_param("ResourceTagKeys"):
        _tags(_budget_of_arn(self)).pop(key, None)
    return "{}"


def _budget_of_arn(response: Any) -> Budget:
    return _budget(response, response._get_param("ResourceARN").split(":budget/", 1)[1])


def _budget(response: Any, name: str) -> Budget:
    for budgets in response.backend.budgets.values():
        if name in budgets:
            return budgets[name]
    raise NotFoundException(f"Unable to get budget: {name} - the budget doesn't exist.")


def _tags(budget: Any) -> dict[str, str]:
    return budget.__dict__.setdefault("tags", {})


def _tag(budget: Any, tags: list[dict[str, str]] | None) -> None:
    _tags(budget).update({tag["Key"]: tag["Value"] for tag in tags or []})
