"""Secrets Manager: an end to the rotation of secrets that a service of AWS looks after."""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.models import SecretsManagerBackend

from aws_emulator.patching import Method, Patches

patches = Patches()


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
