const { existsSync } = require('node:fs');
const { delimiter, dirname, join, resolve } = require('node:path');
const { createJiti } = require('jiti');
const setUpTemporaryFiles = require('../temporary-files/setup.js');

const SHIP = resolve(__dirname, '../../apps/ship/src/terraform/binary.ts');
const CACHE = resolve(__dirname, '../../node_modules/.cache/terraform');

/** Puts the release that `ship` downloads on the PATH of tests that run Terraform, where this computer has none. */
module.exports = async () => {
  setUpTemporaryFiles();
  const { PATH = '' } = process.env;
  if (!PATH.split(delimiter).some((directory) => existsSync(join(directory, 'terraform')))) {
    const { locateTerraform } = await createJiti(join(__dirname, 'setup.js')).import(SHIP);
    const { command } = await locateTerraform(CACHE, { PATH: '' });
    process.env.PATH = [PATH, dirname(command)].join(delimiter);
  }
};
