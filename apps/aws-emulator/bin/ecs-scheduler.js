// Runs the TypeScript as it is: `node ecs-scheduler.js ENDPOINT RUN_ID`.
const { resolve } = require('node:path');

process.env.SWC_NODE_PROJECT = resolve(__dirname, '../../../tsconfig.json');
require('@swc-node/register');
delete process.env.SWC_NODE_PROJECT;
require('../src/ecs/main.ts').main(process.argv.slice(2));
