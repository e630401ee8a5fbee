import { resolve } from 'node:path';
import { projectsWith } from './projects';

const ROOT = resolve(__dirname, '../..');

describe('projectsWith', () => {
  test('names the projects of npm test', () => {
    const projects = projectsWith(ROOT, ['lint', 'test']);
    expect(projects).toEqual(expect.arrayContaining(['ship', 'network', 'php-app', 'test-report']));
    expect(projects).not.toContain('ship-e2e');
  });

  test('names the projects that npm run test:all adds', () => {
    expect([...projectsWith(ROOT, ['e2e'])].sort()).toEqual(['ci-e2e', 'e2e-e2e', 'ship-e2e']);
  });
});
