"""The services that need mending: one module each. To add one, write it and name it here."""

from __future__ import annotations

from aws_emulator.patching import Patches

SERVICES: tuple[Patches, ...] = ()
