const base = require('./jest.preset.js');

/** Settings of the tests in the target `e2e`: those that `npm test` leaves to `npm run test:all`. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/**/*.e2e.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
