"""What a scenario may say: a word that nobody knows is refused before it is played, and not met in the middle of it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

#: Refuses the value of a field.
Check = Callable[[str, Any], None]


class ScenarioError(ValueError):
    """Names the field, what it may be, and what it is."""


def check_scenario(words: Any) -> None:
    """Refuses a scenario that cannot be played.

    Raises:
        ScenarioError
    """
    _SCENARIO("", words)


def _refusal(field: str, allowed: str, value: Any) -> ScenarioError:
    return ScenarioError(f"{field or 'the scenario'} must be {allowed}, got {json.dumps(value)}")


def _one_of(*allowed: str) -> Check:
    def check(field: str, value: Any) -> None:
        if value not in allowed:
            raise _refusal(field, f"one of {', '.join(allowed)}", value)

    return check


def _number(allowed: str, least: float, most: float = math.inf, *, is_whole: bool = False) -> Check:
    types = int if is_whole else (int, float)

    def check(field: str, value: Any) -> None:
        is_number = isinstance(value, types) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not least <= value <= most:
            raise _refusal(field, allowed, value)

    return check


def _a(kind: type, allowed: str) -> Check:
    def check(field: str, value: Any) -> None:
        if not isinstance(value, kind):
            raise _refusal(field, allowed, value)

    return check


def _list_of(check_one: Check) -> Check:
    def check(field: str, value: Any) -> None:
        _a(list, "a list")(field, value)
        for index, each in enumerate(value):
            check_one(f"{field}[{index}]", each)

    return check


def _members(known: dict[str, Check], required: tuple[str, ...] = ()) -> Check:
    """An object. What is null in it is taken as left out."""

    def check(field: str, value: Any) -> None:
        _a(dict, "an object")(field, value)
        prefix = f"{field}." if field else ""
        for name, check_one in known.items():
            if value.get(name) is not None or name in required:
                check_one(f"{prefix}{name}", value.get(name))
        unknown = next((name for name in value if name not in known), None)
        if unknown is not None:
            raise ScenarioError(f"{prefix}{unknown} is not known: it may be one of {', '.join(known)}")

    return check


_TEXT = _a(str, "a text")
_SECONDS = _number("a number of seconds, 0 or more", 0)
_COUNT = _number("a whole number, 0 or more", 0, is_whole=True)

_TASK: dict[str, Check] = {
    "seconds": _SECONDS,
    "exitCode": _number("a whole number from 0 to 255", 0, 255, is_whole=True),
    "reason": _TEXT,
    "logs": _list_of(_TEXT),
}

_DEPLOYMENT = _members(
    {"service": _TEXT, "outcome": _one_of("healthy", "unhealthy", "crash", "cannot-start"), **_TASK}, ("outcome",)
)

_ONE_OFF_TASK = _members({"family": _TEXT, "outcome": _one_of("exit", "cannot-start"), **_TASK})

_FAULT: dict[str, Check] = {
    "action": _TEXT,
    "kind": _one_of("throttle", "timeout", "drop", "error"),
    "times": _COUNT,
    "seconds": _SECONDS,
    "after": _COUNT,
}

#: What faults of one kind say beside that, and have to.
_MORE: dict[str, tuple[dict[str, Check], tuple[str, ...]]] = {
    "drop": ({"carriedOut": _a(bool, "true or false")}, ()),
    "error": (
        {
            "code": _TEXT,
            "message": _TEXT,
            "status": _number("a whole number from 400 to 599", 400, 599, is_whole=True),
        },
        ("code", "message"),
    ),
}


def _fault(field: str, value: Any) -> None:
    kind = value.get("kind") if isinstance(value, dict) else None
    more, required = _MORE.get(str(kind), ({}, ()))
    _members({**_FAULT, **more}, ("action", "kind", *required))(field, value)


_SCENARIO = _members(
    {
        "speed": _number("a number from 0.01 to 1000", 0.01, 1000),
        "deployments": _list_of(_DEPLOYMENT),
        "oneOffTasks": _list_of(_ONE_OFF_TASK),
        "faults": _list_of(_fault),
    }
)
