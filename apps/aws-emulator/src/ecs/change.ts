import type { Moment } from './world';

/** Stands for the id of the deployment that a rollback makes: the overlay gives it one. */
export const NEW_DEPLOYMENT = '{deployment}';

export interface ServiceEvent {
  readonly change: 'event';
  readonly service: string;
  readonly message: string;
}

/** What the scheduler reports that it did. The overlay writes it down, each by a function of the same name. */
export type Change =
  | {
      readonly change: 'start-tasks';
      readonly service: string;
      readonly deployment: string;
      readonly ids: readonly string[];

      /** What the service says of it, if all of them could be placed. */
      readonly event: ServiceEvent;
    }
  | {
      readonly change: 'task';
      readonly task: string;
      readonly set: Readonly<Record<string, unknown>>;
      readonly containers?: Readonly<Record<string, object>>;
    }
  | {
      readonly change: 'deployment' | 'service-deployment';
      readonly service: string;
      readonly deployment: string;
      readonly set: Readonly<Record<string, unknown>>;
    }
  | { readonly change: 'drop-deployment'; readonly service: string; readonly deployment: string }
  | {
      readonly change: 'rollback';
      readonly service: string;
      readonly reason: string;

      /** In this and in the event, {@link NEW_DEPLOYMENT} stands for what the overlay calls it. */
      readonly rolloutReason: string;
      readonly event: ServiceEvent;
    }
  | ServiceEvent
  | { readonly change: 'service'; readonly service: string; readonly set: Readonly<Record<string, unknown>> }
  | {
      readonly change: 'target';
      readonly group: string;
      readonly id: string;
      readonly port: number;
      readonly task: string;
      /** None: it is no target any more. */
      readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining' | null;
      readonly since?: Moment;
      readonly reason?: string;
      readonly description?: string;

      /** What the service says of it, if there is such a target group to write it down in. */
      readonly event?: ServiceEvent;
    }
  | {
      readonly change: 'log';
      readonly task: string;
      readonly region: string;
      readonly group: string;
      readonly stream: string;
      readonly events: readonly { readonly timestamp: Moment; readonly message: string }[];
    }
  | {
      readonly change: 'register-instance';
      readonly cluster: string;
      readonly instanceId: string;
      readonly provider: string;
    }
  | { readonly change: 'deregister-instance'; readonly cluster: string; readonly containerInstance: string };
