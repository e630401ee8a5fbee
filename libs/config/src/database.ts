import type { z } from 'zod';
import { flag, integer, object, oneOf, text } from './fields';
import { dailyWindow, rotationSchedule, weeklyWindow, windowsOverlap } from './window';

/** Minutes that windows of RDS have at the least. */
const WINDOW_MINUTES = 30;

/** Seconds between two measurements that enhanced monitoring knows. */
const MONITORING_SECONDS = [0, 1, 5, 10, 15, 30, 60];

/** By how much the limit of a disk that grows has to be above its size, in per cent. */
const ROOM_TO_GROW_PERCENT = 10;

const base = object({
  /** What it runs: MySQL 8.4 or MariaDB 11.8. Another engine is another database. */
  engine: oneOf('mysql', 'mariadb').default('mysql'),

  /** Instance class of RDS. */
  instanceClass: text(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, `an RDS instance class, such as 'db.t4g.micro'`).default(
    'db.t4g.micro',
  ),

  /** Size of the disk, 20 to 65,536 GiB. */
  storage: integer(20, 65_536, 'GiB').default(20),

  /** To how many GiB the disk grows by itself when it gets full. It does not by default. */
  maxStorage: integer(22, 65_536, 'GiB').optional(),

  /** Whether a standby in another availability zone takes over when the first fails. */
  multiAz: flag().default(false),

  /** For how many days daily backups are kept, 0 (none) to 35. */
  backupDays: integer(0, 35, 'days').default(7),

  /** When they are taken, in UTC: `01:00-02:00`. AWS chooses by default. */
  backupWindow: dailyWindow(WINDOW_MINUTES).optional(),

  /** When AWS may change what needs a restart, each week, in UTC: `sun:03:00-sun:04:00`. AWS chooses by default. */
  maintenanceWindow: weeklyWindow(WINDOW_MINUTES).optional(),

  /** Whether it is recorded which statements it spends its time on. Not on the smallest classes. */
  performanceInsights: flag().default(false),

  /** Seconds between two looks at its operating system: 1, 5, 10, 15, 30, 60, or 0 for none. */
  monitoringInterval: integer(0, 60, 'seconds')
    .refine((seconds) => MONITORING_SECONDS.includes(seconds), {
      error: `is no number of seconds that RDS knows: choose one of ${MONITORING_SECONDS.join(', ')}`,
    })
    .default(0),

  /** Snapshot that it begins with, by identifier or ARN. It counts only when the database is made. */
  restoreFrom: text(
    /^(arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:(snapshot|shared-snapshot):)?[A-Za-z][\w:-]{0,254}$/,
    `the identifier or ARN of a snapshot`,
  ).optional(),

  /**
   * Who looks after the password: Terraform makes one that stays (`terraform`), or RDS changes it in the maintenance window
   * (`rds`) and the services are deployed anew with it.
   */
  password: oneOf('terraform', 'rds').default('terraform'),

  /** How often a password that RDS looks after is changed. */
  passwordRotation: oneOf('week', 'month').default('month'),
});

type Database = z.output<typeof base>;

/** The database. */
export const databaseSchema = base
  .superRefine((database: Database, context) => {
    const refuse = (field: keyof Database, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    const { storage, maxStorage, backupDays, backupWindow, maintenanceWindow, instanceClass } = database;

    const least = Math.ceil((storage * (100 + ROOM_TO_GROW_PERCENT)) / 100);
    if (maxStorage !== undefined && maxStorage < least) {
      refuse(
        'maxStorage',
        `is ${maxStorage}, and RDS wants ${ROOM_TO_GROW_PERCENT} % above storage: make it ${least} or more`,
      );
    }
    if (backupWindow && backupDays === 0) {
      refuse('backupWindow', 'is for backups, of which none is kept: raise backupDays, or take it out');
    }
    if (backupWindow && maintenanceWindow && windowsOverlap(backupWindow, maintenanceWindow)) {
      refuse(
        'backupWindow',
        `is ${backupWindow}, which overlaps maintenanceWindow (${maintenanceWindow}): move one of them`,
      );
    }
    if (database.password === 'rds' && !maintenanceWindow) {
      refuse(
        'maintenanceWindow',
        `is missing, and password is 'rds', which changes in it: give one, such as 'sun:03:00-sun:04:00'`,
      );
    } else if (database.password === 'rds' && !rotationSchedule(maintenanceWindow ?? '', database.passwordRotation)) {
      refuse(
        'maintenanceWindow',
        `is ${maintenanceWindow}, and Secrets Manager, which changes the password in it, begins on the hour and takes one: ` +
          `begin it on the hour, and make it an hour or longer`,
      );
    }
    if (database.performanceInsights && /^db\.(t2\.|t[34]g?\.(micro|small)$)/.test(instanceClass)) {
      refuse(
        'performanceInsights',
        `is not to be had with ${instanceClass}: take db.t4g.medium or larger, or set it to false`,
      );
    }
  })
  .prefault({});
