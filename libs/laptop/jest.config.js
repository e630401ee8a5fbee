module.exports = { preset: '../testing/jest.preset.js', displayName: 'laptop' };
