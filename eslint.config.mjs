import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What a project of a type may import: arrows point one way. */
const arrows = {
  'type:php': [],
  'type:environment': ['type:platform', 'type:foundation'],
  'type:platform': ['type:construct', 'type:foundation', 'type:testing'],
  'type:construct': ['type:foundation', 'type:testing'],
  'type:foundation': ['type:foundation', 'type:testing'],
  'type:testing': [],
  'type:app': ['type:app', 'type:foundation', 'type:testing'],
  'type:test': ['type:app', 'type:platform', 'type:foundation', 'type:testing'],
  'type:tool': ['type:testing'],
};

/** `require` of a barrel costs 3.3 s and 577 MB; of one class 0.2 s and 70 MB. */
const barrel = (name) => ({
  name,
  message: `Import the one class: '${name}/lib/vpc', say. The barrel costs seconds and hundreds of megabytes.`,
});

export default tseslint.config(
  {
    ignores: [
      '.nx',
      '**/node_modules',
      '**/cdktf.out',
      '**/dist',
      '**/coverage',
      '**/.emulator',
      'php-app/vendor',
      'php-app/public',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  prettier,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // environments/main.ts puts the environments' files side by side; what it takes from them is data.
          allow: ['./*/environment'],
          // ship loads it with the commands that need it, and by name in those: they are loaded late themselves.
          checkDynamicDependenciesExceptions: ['@laravel-ecs/aws-emulator'],
          depConstraints: Object.entries(arrows).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
            sourceTag,
            onlyDependOnLibsWithTags,
          })),
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [barrel('@cdktf/provider-aws'), barrel('@cdktf/provider-docker')],
          patterns: [
            {
              group: ['cdktf-cli/*', '@cdktf/cli-core*', '@cdktf/commons*'],
              message: 'CDKTF is archived: keep to its library.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.js'],
    ignores: ['php-app/resources/**/*'],
    languageOptions: {
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['php-app/resources/**/*.js'],
    languageOptions: { globals: { document: 'readonly' } },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { console: 'readonly' } },
  },
  {
    // A construct is made for its effect on the tree; a class of static members groups constants of AWS.
    files: ['**/*.ts'],
    rules: { 'no-new': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
);
