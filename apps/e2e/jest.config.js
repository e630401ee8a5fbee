module.exports = {
  preset: '../../jest.preset.js',
  displayName: 'e2e',
  globalSetup: require.resolve('../../tools/terraform/setup.js'),
  maxWorkers: 2,
  // Tests of one spec that run concurrently.
  maxConcurrency: 2,
  testTimeout: 15 * 60_000,
};
