export { EncryptionKey, type EncryptionKeyProps } from './encryption-key';
export { EphemeralPassword } from './ephemeral-password';
export { generatePassword, type GeneratedPassword, type GeneratedPasswordProps } from './generated-password';
export { PermissionsBoundary } from './permissions-boundary';
export type { SecretField } from './secret-field';
export { ServiceRole, type PolicyStatement, type ServicePrincipal, type ServiceRoleProps } from './service-role';
