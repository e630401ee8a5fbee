#!/usr/bin/env node
// Runs the TypeScript as it is, compiled once: jiti keeps what it compiled beside the packages, so that a command that only answers
// does not wait for a compiler. The workspace that is worked on is found from where the command is typed; the one that the command
// itself belongs to says how its imports are found.
if (process.env.NO_COLOR) {
  // It counts more, and Node.js warns of both.
  delete process.env.FORCE_COLOR;
}

const { resolve } = require('node:path');
const { createJiti } = require('jiti');

const root = resolve(__dirname, '../../..');
const { paths } = require(resolve(root, 'tsconfig.base.json')).compilerOptions;
const alias = Object.fromEntries(Object.entries(paths).map(([name, [file]]) => [name, resolve(root, file)]));

void createJiti(resolve(__dirname, 'ship.js'), { alias, fsCache: resolve(root, 'node_modules/.cache/ship') }).import(
  '../src/main.ts',
);
