import { requireIntegerBetween } from '@laravel-ecs/config';

/** How AWS sells machines: all spot, all on demand, or a floor on demand and a share of what is above it. */
export type Market =
  | { readonly market: 'spot' | 'on-demand' }
  | {
      readonly market: 'mixed';
      readonly onDemand: {
        /** Machines that are always on demand. */
        readonly base: number;
        /** Of those above the base, how many in a hundred are on demand. */
        readonly percentage: number;
      };
    };

/**
 * The floor on demand, and the share of what is above it.
 *
 * @throws RangeError for numbers that can't be
 */
export function onDemandShare(props: Market): { readonly base: number; readonly percentage: number } {
  if (props.market !== 'mixed') {
    return { base: 0, percentage: props.market === 'spot' ? 0 : 100 };
  }
  const { base, percentage } = props.onDemand;
  requireIntegerBetween('onDemand.base', base, 0, 100);
  requireIntegerBetween('onDemand.percentage', percentage, 0, 100);
  return { base, percentage };
}
