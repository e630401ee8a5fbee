module.exports = { preset: '../../jest.preset.js', displayName: 'docker-engine' };
