const base = require('../../jest.preset.js');

/** For projects whose specs synthesise constructs: CDKTF's matchers are there. */
module.exports = { ...base, setupFilesAfterEnv: [require.resolve('./src/jest-setup.ts')] };
