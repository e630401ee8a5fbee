const { existsSync } = require('node:fs');
const { delimiter, join, resolve } = require('node:path');
const { createJiti } = require('jiti');
const setUpTemporaryFiles = require('../temporary-files/setup.js');

const SHIP = resolve(__dirname, '../../apps/ship/src/terraform/binary.ts');
const CACHE = resolve(__dirname, '../../node_modules/.cache/terraform');

/** Selects the release that `ship` downloads for tests that run Terraform, when this computer has no Terraform. */
module.exports = async () => {
  setUpTemporaryFiles();
  const { PATH = '', TERRAFORM } = process.env;
  if (!TERRAFORM && !PATH.split(delimiter).some((directory) => existsSync(join(directory, 'terraform')))) {
    const { locateTerraform } = await createJiti(join(__dirname, 'setup.js')).import(SHIP);
    const { command } = await locateTerraform(CACHE, { PATH: '' });
    process.env.TERRAFORM = command;
  }
};
