export { clockOff } from './clock';
export { type ForgeCall, ForgeEndpoint } from './forge-endpoint';
export { HcpEndpoint } from './hcp/endpoint';
export { resourcesOf, synthesize, type SynthesizedResource } from './synthesize';
