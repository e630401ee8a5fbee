import { HcpState, LocalState, S3State } from '@laravel-ecs/state';
import { targetOf } from './target';

const EMULATOR = { AWS_EMULATOR_STATE_DIRECTORY: '/tmp/states' };

describe('targetOf', () => {
  test('is AWS, unless the emulator names where its states are kept', () => {
    expect(targetOf({}, undefined).emulated).toBe(false);
    expect(targetOf({ AWS_EMULATOR_STATE_DIRECTORY: '' }, undefined).emulated).toBe(false);
    expect(targetOf(EMULATOR, undefined).emulated).toBe(true);
  });

  test.each([
    [undefined, LocalState],
    [{ kind: 'local' }, LocalState],
    [{ kind: 's3', bucket: 'acme-states', region: 'us-east-1' }, S3State],
    [{ kind: 'hcp', organization: 'acme' }, HcpState],
  ])('keeps states as %j says, in AWS', (setting, backend) => {
    expect(targetOf({}, setting).state).toBeInstanceOf(backend);
    expect(targetOf({}, setting).stateHere).toBeInstanceOf(LocalState);
  });

  test.each([
    [{ kind: 's3', bucket: 'acme-states', region: 'us-east-1' }, LocalState],
    [{ kind: 'hcp', organization: 'acme' }, LocalState],
    [{ kind: 'hcp', organization: 'acme', hostname: 'localhost:8443' }, HcpState],
  ])('keeps states of the emulator on this computer: %j', (setting, backend) => {
    expect(targetOf(EMULATOR, setting).state).toBeInstanceOf(backend);
  });

  test('names the setting that is wrong', () => {
    expect(() => targetOf({}, { kind: 'gcs' })).toThrow('cdktf.json, context.state is not valid:\n  - kind: got "gcs"');
  });
});
