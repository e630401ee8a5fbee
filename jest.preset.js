/** What every project's tests share: TypeScript by SWC, and imports as tsconfig.base.json names them. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.spec.ts'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  resolver: '@nx/jest/plugins/resolver',
  globalSetup: require.resolve('./tools/temporary-files/setup.js'),
  globalTeardown: require.resolve('./tools/temporary-files/teardown.js'),
  reporters: ['default', require.resolve('./tools/test-report/reporter.js')],
};
