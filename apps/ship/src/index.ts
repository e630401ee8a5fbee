export { createCli } from './cli';
