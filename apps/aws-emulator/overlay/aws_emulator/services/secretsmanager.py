"""Secrets Manager: rotation by a schedule, and an end to that of secrets that a service of AWS looks after."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from aws_emulator.patching import Method, Patches

patches = Patches()


@patches.wrap(SecretsManagerBackend)
def rotate_secret(original: Method, self: Any, secret_id: str, *args: Any, **kwargs: Any) -> Any:
    """`RotateSecret` with a schedule (`aws_secretsmanager_secret_rotation`): moto knows a number of days alone."""
    answer = original(self, secret_id, *args, **kwargs)
    rules = kwargs.get("rotation_rules") or {}
    secret = self.secrets[secret_id]
    secret.rotation_rules = rules
    if "ScheduleExpression" in rules:
        secret.rotation_enabled = True
    return answer


@patches.wrap(FakeSecret)
def to_dict(original: Method, self: Any) -> dict[str, Any]:
    """`DescribeSecret`, of a secret that is rotated by a schedule: moto answers a number of days, which is 0."""
    described: dict[str, Any] = original(self)
    if self.rotation_requested and "ScheduleExpression" in self.rotation_rules:
        described["RotationRules"] = self.rotation_rules
    return described


@patches.wrap(SecretsManagerBackend)
def cancel_rotate_secret(original: Method, self: Any, secret_id: str) -> Any:
    """`CancelRotateSecret`, called when the `aws_secretsmanager_secret_rotation` of a password of RDS is destroyed.

    moto wants a Lambda function, which rotation by RDS has none of.
    """
    secret = self.secrets[secret_id] if self._is_valid_identifier(secret_id) else None
    if secret is None or secret.rotation_lambda_arn or not secret.rotation_enabled:
        return original(self, secret_id)
    secret.rotation_enabled = False
    return secret.to_short_dict()
