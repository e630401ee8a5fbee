export { resourcesOf, synthesize, type SynthesizedResource } from './synthesize';
