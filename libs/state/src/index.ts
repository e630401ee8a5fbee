export { HcpState } from './hcp-state';
export { LocalState } from './local-state';
export { S3State } from './s3-state';
export type { StateBackend } from './state-backend';
