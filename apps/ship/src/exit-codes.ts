/** How the command ends, for scripts. */
export const EXIT = {
  /** All went well. */
  done: 0,
  /** Something failed, and the message says what. */
  failed: 1,
  /** All was applied, and yet another plan is not empty. */
  drift: 2,
  /** `ship emulator status`: none runs. */
  notRunning: 3,
  /** The command was not understood. */
  usage: 64,
  /** It was interrupted, and stopped in good order. */
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed; the message says why
  2    applied, but another plan is not empty
  3    'emulator status': none runs
  64   the command was not understood
  130  interrupted`;
