module.exports = {
  preset: '../jest.preset.js',
  displayName: 'php-app',
  testMatch: ['<rootDir>/docker/spec/**/*.spec.ts'],
  globalSetup: '<rootDir>/docker/spec/support/setup.ts',
  globalTeardown: '<rootDir>/docker/spec/support/teardown.ts',
  testSequencer: '<rootDir>/docker/spec/support/docker-last.js',
  // The tests wait for processes most of the time.
  maxWorkers: 2,
  // Processes are started and stopped for real; nothing waits for a fixed time.
  testTimeout: 120_000,
};
