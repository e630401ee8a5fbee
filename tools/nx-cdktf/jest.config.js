module.exports = {
  preset: '../../jest.preset.js',
  displayName: 'nx-cdktf',
  globalSetup: require.resolve('../../tools/terraform/setup.js'),
};
