"""One lock over all records, and a number that tells one state of ECS from another."""

from __future__ import annotations

import threading

#: For how long a reader may wait for the next state, in seconds.
LONGEST_WAIT = 10.0


class State:
    """The scheduler decides on a state that it has read, and its report is refused once that is no longer the state."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.version = 0
        self._condition = threading.Condition(self.lock)

    def changed(self) -> None:
        """Makes a new state of it, and wakes those who wait for one."""
        with self.lock:
            self.version += 1
            self._condition.notify_all()

    def wait_for_another_than(self, version: int, seconds: float) -> None:
        """Returns once the state is another, or the time is over."""
        with self.lock:
            self._condition.wait_for(lambda: self.version != version, timeout=min(seconds, LONGEST_WAIT))


STATE = State()
