export { clockOff } from './clock';
export { type ForgeCall, ForgeEndpoint } from './forge-endpoint';
export { HcpEndpoint } from './hcp/endpoint';
export { resourcesOf, synthesize, type SynthesizedResource } from './synthesize';
export type { Account, ApiCall, IamRequest, Owner, OwnerOf } from './iam/api-call';
export { allowedOf, type Asked, askedFor, refusedOf } from './iam/ask';
export { RightsNeeded } from './iam/rights-needed';
export { type Answer, holds, simulate } from './iam/simulate';
export { StsEndpoint, type TakenRole } from './sts-endpoint';
