"""How a service module says what it changes in moto, without changing anything before it is asked to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Method = Callable[..., Any]


@dataclass(frozen=True)
class _Patch:
    target: type
    name: str
    apply: Callable[[], None]


class Patches:
    """The patches of one service, in the order in which they were declared.

    A patch is a function under one of the three decorators. Its docstring says which call of which client it mends,
    and what moto does without it. Each checks that moto is as it expects, so that a new moto that mends a call by
    itself, or renames a method, is noticed at start and not in the middle of an apply.
    """

    def __init__(self) -> None:
        self._patches: list[_Patch] = []

    def apply(self) -> None:
        """Changes moto."""
        for patch in self._patches:
            patch.apply()

    def add(self, target: type) -> Callable[[Method], Method]:
        """Adds a method that moto does not have."""

        def decorate(function: Method) -> Method:
            def apply() -> None:
                if hasattr(target, function.__name__):
                    raise RuntimeError(f"moto has {target.__name__}.{function.__name__} by now: the patch can go")
                setattr(target, function.__name__, function)

            return self._register(target, function, apply)

        return decorate

    def replace(self, target: type) -> Callable[[Method], Method]:
        """Puts a function in the place of a method or a property of the same name."""

        def decorate(function: Method) -> Method:
            def apply() -> None:
                existing = _existing(target, function.__name__)
                setattr(target, function.__name__, property(function) if isinstance(existing, property) else function)

            return self._register(target, function, apply)

        return decorate

    def wrap(self, target: type, name: str | None = None) -> Callable[[Method], Method]:
        """Puts a function around a method, which it gets as its first argument.

        The name is the function's own unless another is given (`__init__`, say, under a name that tells more).
        """

        def decorate(function: Method) -> Method:
            method_name = name or function.__name__

            def apply() -> None:
                original = _existing(target, method_name)

                @functools.wraps(original)
                def wrapped(*args: Any, **kwargs: Any) -> Any:
                    return function(original, *args, **kwargs)

                setattr(target, method_name, wrapped)

            return self._register(target, function, apply)

        return decorate

    def _register(self, target: type, function: Method, apply: Callable[[], None]) -> Method:
        self._patches.append(_Patch(target, function.__name__, apply))
        return function


def _existing(target: type, name: str) -> Method:
    method = getattr(target, name, None)
    if method is None:
        raise RuntimeError(f"moto has no {target.__name__}.{name} any more: the patch needs another place")
    return method
