module.exports = {
  preset: '../../jest.preset.js',
  displayName: 'ship',
  globalSetup: require.resolve('../../tools/terraform/setup.js'),
};
