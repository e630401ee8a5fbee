import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenOf } from './hcp-token';

const home = mkdtempSync(join(tmpdir(), 'home-'));
mkdirSync(join(home, '.terraform.d'));
const login = { credentials: { 'login.example.com': { token: 'left-by-login' } } };
writeFileSync(join(home, '.terraform.d', 'credentials.tfrc.json'), JSON.stringify(login));
writeFileSync(
  join(home, '.terraformrc'),
  `credentials "app.terraform.io" {
  token = "of-app"
}
credentials "tfe.example.com" { token = "of-tfe" }
`,
);
const other = join(home, 'other.tfrc');
writeFileSync(other, 'credentials "app.terraform.io" {\n  token = "of-a-pipeline"\n}\n');

describe('The token of a host', () => {
  test.each([
    ['app.terraform.io', {}, 'of-app'],
    ['tfe.example.com', {}, 'of-tfe'],
    ['login.example.com', {}, 'left-by-login'],
    ['app.terraform.io', { TF_CLI_CONFIG_FILE: other }, 'of-a-pipeline'],
    ['app.terraform.io', { TF_TOKEN_app_terraform_io: 'of-the-shell' }, 'of-the-shell'],
    ['my-tfe.example.com', { TF_TOKEN_my__tfe_example_com: 'of-the-shell' }, 'of-the-shell'],
  ])('%s with %j is found where Terraform finds it', (hostname, environment, token) => {
    expect(tokenOf(hostname, environment, home)).toBe(token);
  });

  test('is asked for where there is none', () => {
    expect(() => tokenOf('nowhere.example.com', {}, home)).toThrow(
      'nobody is logged in to nowhere.example.com: terraform login nowhere.example.com, or set TF_TOKEN_nowhere_example_com',
    );
  });
});
