module.exports = {
  preset: '../../jest.preset.js',
  displayName: 'ship',
  globalSetup: require.resolve('../../tools/terraform/setup.js'),
  // Most specs wait for processes and for the emulator's clock.
  maxWorkers: 4,
};
