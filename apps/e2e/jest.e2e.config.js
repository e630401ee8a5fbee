module.exports = {
  ...require('./jest.config.js'),
  preset: '../../jest.e2e.preset.js',
  displayName: 'e2e-e2e',
  // Each spec waits for the AWS provider most of the time, which waits for databases and load balancers.
  maxWorkers: 6,
};
