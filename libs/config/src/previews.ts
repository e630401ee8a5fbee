import { integer, object } from './fields';
import { hostName } from './host-name';

/**
 * Lets previews of branches share the environment's network, load balancer and database server. Each answers to a name of its own in
 * front of the domain, and has a database of its own.
 */
export const previewsSchema = object({
  /** Host name that those of previews end with: `fix-login.preview.example.com`. */
  domain: hostName,

  /** What all of them together may cost in a month: no more are made once that is spent. No budget by default. */
  monthlyBudget: integer(1, 10_000_000, 'US dollars').optional(),
});
