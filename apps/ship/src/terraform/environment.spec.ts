import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUpTerraform } from './environment';

test.each([
  [undefined, '400'],
  ['50', '50'],
])('Terraform whose garbage is collected by %p runs by %p', async (GOGC, expected) => {
  const { variables } = await setUpTerraform(mkdtempSync(join(tmpdir(), 'root-')), { ...process.env, GOGC });
  expect(variables).toMatchObject({ GOGC: expected });
});
