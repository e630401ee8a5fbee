module.exports = { preset: '../../jest.preset.js', displayName: 'lint-rules' };
