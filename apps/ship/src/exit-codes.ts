/** How the command ends, for scripts. */
export const EXIT = {
  /** All went well. */
  done: 0,
  /** Something failed, and the message says what. */
  failed: 1,
  /** All was applied, and yet another plan is not empty; or a plan that had to be empty is not. */
  drift: 2,
  /** No emulator runs. */
  notRunning: 3,
  /** A release did not get healthy, and the one before serves. */
  rolledBack: 4,
  /** The database was not migrated, and the release before serves. */
  migrationFailed: 5,
  /** What a release needs is not there: nothing was changed. */
  notReady: 6,
  /** A plan would destroy data of a protected environment. */
  losesData: 7,
  /** The command was not understood. */
  usage: 64,
  /** A release to the environment is under way. */
  locked: 75,
  /** It was interrupted, and stopped in good order. */
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed; the message says why
  2    a plan is not empty that had to be
  3    no emulator runs
  4    the release did not get healthy; the one before serves
  5    the migration failed; the release before serves
  6    what a release needs is not there ('verify' says how to mend it); nothing was changed
  7    a deploy would destroy data of a protected environment
  64   the command was not understood
  75   a release to the environment is under way; try again later
  130  interrupted
'run' and 'exec' end as what they ran`;
