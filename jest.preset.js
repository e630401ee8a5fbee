// The AWS SDK warns of Node.js 20 in every process that loads it, which says nothing of what is tested.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

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
