module.exports = {
  preset: '../../jest.preset.js',
  displayName: 'aws-emulator',
  globalSetup: './contracts/global-setup.ts',
  globalTeardown: './contracts/global-teardown.ts',
};
