#!/usr/bin/env node
// Runs the TypeScript as it is. The workspace that is worked on is found from where the command is typed; the one that the
// command itself belongs to says how its imports are found.
const { resolve } = require('node:path');

process.env.SWC_NODE_PROJECT = resolve(__dirname, '../../../tsconfig.json');
require('@swc-node/register');
delete process.env.SWC_NODE_PROJECT;
require('../src/main.ts');
