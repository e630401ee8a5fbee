export { HcpEndpoint } from './hcp/endpoint';
export { resourcesOf, synthesize, type SynthesizedResource } from './synthesize';
