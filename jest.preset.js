// The AWS SDK prints a warning about Node.js 20 in every process that loads it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/**
 * Settings of all projects' tests: TypeScript compiled by SWC, imports resolved by the paths of tsconfig.base.json.
 *
 * `*.spec.ts` runs in the target `test`, `*.e2e.spec.ts` in the target `e2e`, configured by jest.e2e.js.
 */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.e2e\\.spec\\.ts$'],
  // A limit for tests that hang, not a measurement: tests share two cores with others.
  testTimeout: 300_000,
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
