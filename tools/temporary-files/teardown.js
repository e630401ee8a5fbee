const { rmSync } = require('node:fs');

/** Removes the folder that the setup made. */
module.exports = () => rmSync(process.env.TMPDIR, { recursive: true, force: true });
