"""Times: moto keeps them as naive UTC, the scheduler counts milliseconds since 1970."""

from __future__ import annotations

from datetime import datetime, timedelta

BEGINNING = datetime(1970, 1, 1)


def to_milliseconds(moment: datetime) -> int:
    """What the scheduler reads."""
    return int((moment.replace(tzinfo=None) - BEGINNING) / timedelta(milliseconds=1))


def from_milliseconds(milliseconds: float) -> datetime:
    """What moto keeps."""
    return BEGINNING + timedelta(milliseconds=milliseconds)
