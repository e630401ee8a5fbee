module.exports = { ...require('./jest.config.js'), preset: '../jest.e2e.preset.js', displayName: 'ci-e2e' };
