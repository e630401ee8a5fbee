import { flag, integer, object, text } from './fields';

/** The MySQL database. */
export const databaseSchema = object({
  /** Instance class of RDS. */
  instanceClass: text(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, `an RDS instance class, such as 'db.t4g.micro'`).default(
    'db.t4g.micro',
  ),

  /** Size of the disk, 20 to 65,536 GiB. */
  storage: integer(20, 65_536, 'GiB').default(20),

  /** Whether a standby in another availability zone takes over when the first fails. */
  multiAz: flag().default(false),

  /** For how many days daily backups are kept, 0 (none) to 35. */
  backupDays: integer(0, 35, 'days').default(7),
}).prefault({});
