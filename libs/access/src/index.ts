export type { SecretField } from './secret-field';
export { ServiceRole, type PolicyStatement, type ServicePrincipal, type ServiceRoleProps } from './service-role';
