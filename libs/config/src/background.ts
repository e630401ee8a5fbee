import { flag, object, range } from './fields';
import { taskFields } from './task';

/** The service that does the work of the queue. */
export const workerSchema = object({
  /** Whether there is one. */
  enabled: flag().default(true),
  ...taskFields,

  /** How many tasks, 1 to 1,000. */
  tasks: range(1, 1000, 'tasks', { min: 1, max: 1 }),
}).prefault({});

/** The one task that starts what is scheduled, minute by minute. */
export const schedulerSchema = object({
  /** Whether there is one. */
  enabled: flag().default(true),
  ...taskFields,
}).prefault({});

/** The task that migrates the database, once for each release, before the release gets requests. */
export const migrateSchema = object(taskFields).prefault({});
