"""What tasks and calls are told to do, in their order: `/_emulator/script`."""

from __future__ import annotations

import copy
import math
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from aws_emulator.scenario_words import check_scenario


@dataclass
class Fault:
    """Something that goes wrong with calls, for so many of them or so many seconds."""

    words: dict[str, Any]
    until: float | None = None
    left: int | None = None
    skip: int = 0
    #: Is set once the fault is over before its time.
    over: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def of(cls, words: dict[str, Any]) -> Fault:
        """The fault that those words are. One that names neither calls nor seconds is for one call."""
        seconds, times = words.get("seconds"), words.get("times")
        until = None if seconds is None else time.monotonic() + seconds
        left = 1 if times is None and seconds is None else times
        return cls(words, until, left, words.get("after") or 0)

    @property
    def is_over(self) -> bool:
        late = self.until is not None and time.monotonic() >= self.until
        return late or self.left == 0 or self.over.is_set()

    @property
    def seconds_left(self) -> float:
        """Until it is over by itself: for ever, for one that counts calls alone."""
        return math.inf if self.until is None else max(0.0, self.until - time.monotonic())

    def strikes(self, action: str) -> bool:
        """Whether it befalls this call, which then counts as one of its calls."""
        if self.is_over or self.words["action"] not in ("*", action):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.left is not None:
            self.left -= 1
        return True

    def shown(self) -> dict[str, Any]:
        """What is left of it."""
        shown = {**self.words}
        if self.left is not None:
            shown["times"] = self.left
        if self.until is not None:
            shown["seconds"] = self.seconds_left
        if self.words.get("after"):
            shown["after"] = self.skip
        return shown


class Scenario:
    """The scenario that is played. Deployments, one-off tasks and faults are used up; the speed stays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._deployments: list[dict[str, Any]] = []
        self._one_off_tasks: list[dict[str, Any]] = []
        self._faults: list[Fault] = []
        self.speed: float = 1

    def play(self, words: dict[str, Any]) -> None:
        """Begins with a scenario, in place of what is left of an earlier one.

        Raises:
            ScenarioError: it cannot be played; what is left of the earlier one goes on
        """
        check_scenario(words)
        words = copy.deepcopy(words)
        with self._lock:
            for fault in self._faults:
                fault.over.set()
            self.speed = words.get("speed") or 1
            self._deployments = words.get("deployments") or []
            self._one_off_tasks = words.get("oneOffTasks") or []
            self._faults = [Fault.of(each) for each in words.get("faults") or []]

    def left(self) -> dict[str, Any]:
        """What has not happened yet."""
        with self._lock:
            return {
                "speed": self.speed,
                "deployments": copy.deepcopy(self._deployments),
                "oneOffTasks": copy.deepcopy(self._one_off_tasks),
                "faults": [fault.shown() for fault in self._faults if not fault.is_over],
            }

    def take_deployment(self, service: str) -> dict[str, Any] | None:
        """What becomes of the tasks of the deployment that begins."""
        with self._lock:
            return _take(self._deployments, "service", service)

    def take_one_off_task(self, family: str) -> dict[str, Any] | None:
        """What becomes of the one-off task that begins."""
        with self._lock:
            return _take(self._one_off_tasks, "family", family)

    def fault_of(self, action: str) -> Fault | None:
        """What goes wrong with this call."""
        with self._lock:
            return next((fault for fault in self._faults if fault.strikes(action)), None)


def _take(entries: list[dict[str, Any]], key: str, name: str) -> dict[str, Any] | None:
    for index, entry in enumerate(entries):
        if entry.get(key) in (None, name):
            return entries.pop(index)
    return None


SCENARIO = Scenario()
