import { commandOf, explainStart, PROGRAMS } from './programs';

const { docker } = PROGRAMS;
const startError = (code: string) => Object.assign(new Error('spawn failed'), { code });

describe('commandOf', () => {
  test.each([
    [{}, 'docker'],
    [{ DOCKER: '' }, 'docker'],
    [{ DOCKER: 'podman' }, 'podman'],
    [{ DOCKER: '/opt/podman/bin/podman' }, '/opt/podman/bin/podman'],
    [{ DOCKER: '/opt/my tools/docker' }, '/opt/my tools/docker'],
  ])('with %j returns %s', (environment, command) => {
    expect(commandOf(docker, environment)).toBe(command);
  });

  test.each(['./docker', 'bin/docker'])('rejects the relative path %s', (value) => {
    expect(() => commandOf(docker, { DOCKER: value })).toThrow(
      `DOCKER is '${value}', which is a relative path. Set it to the name of a program on PATH or an absolute path, without arguments, or unset it to use docker`,
    );
  });
});

describe('explainStart', () => {
  test('names the variable, its value and the fix', () => {
    expect(explainStart(docker, startError('ENOENT'), { DOCKER: 'sudo docker' }).message).toBe(
      "DOCKER is 'sudo docker', which is not found. Set it to the name of a program on PATH or an absolute path, without arguments, or unset it to use docker",
    );
    expect(explainStart(docker, startError('EACCES'), { DOCKER: '/etc/passwd' }).message).toContain(
      "DOCKER is '/etc/passwd', which is not executable",
    );
  });

  test('names the installation page and the variable when the variable is not set', () => {
    expect(explainStart(docker, startError('ENOENT'), {}).message).toBe(
      'docker is not on PATH. Install it (https://docs.docker.com/get-docker/), or set DOCKER to the name of a program on PATH or an absolute path, without arguments',
    );
  });

  test('returns an error about something else unchanged', () => {
    const error = startError('EMFILE');
    expect(explainStart(docker, error, {})).toBe(error);
  });
});
