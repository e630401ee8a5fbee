module.exports = {
  preset: '../../jest.preset.js',
  displayName: 'e2e',
  globalSetup: require.resolve('../../tools/terraform/setup.js'),
  // Side by side: each waits for the provider most of the time, for databases and load balancers.
  maxWorkers: 6,
  // Tests of one file that run side by side.
  maxConcurrency: 2,
  testTimeout: 15 * 60_000,
};
