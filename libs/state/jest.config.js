module.exports = {
  preset: '../testing/jest.preset.js',
  displayName: 'state',
  globalSetup: require.resolve('../../tools/terraform/setup.js'),
};
