module.exports = { preset: '../../jest.preset.js', displayName: 'test-report' };
