import { parseLine } from '../terraform/json-log';
import { plain, shorten } from './display';
import { Progress } from './progress';

/** A line as Terraform 1.11 writes it. */
const hook = (type: string, addr: string, action: string, more: object = {}) =>
  parseLine(
    JSON.stringify({
      '@level': 'info',
      '@message': `${addr}: …`,
      '@module': 'terraform.ui',
      '@timestamp': '2026-01-01T00:00:00.000000Z',
      type,
      hook: {
        resource: {
          addr,
          module: '',
          resource: addr,
          resource_type: 'aws_vpc',
          resource_name: 'x',
          resource_key: null,
        },
        action,
        ...more,
      },
    }),
  ) as NonNullable<ReturnType<typeof parseLine>>;

let time = 0;
const now = () => time;
const pass = (seconds: number) => (time += seconds * 1000);

beforeEach(() => (time = 0));

describe('Progress', () => {
  test('counts what is done, and knows what is waited for and for how long, the longest first', () => {
    const progress = new Progress(
      [
        { address: 'a', action: 'create' },
        { address: 'b', action: 'create' },
      ],
      now,
    );
    progress.take(hook('apply_start', 'a', 'create'));
    pass(5);
    progress.take(hook('apply_start', 'b', 'create'));
    pass(5);
    expect(progress.waiting).toEqual([
      { address: 'a', action: 'create', seconds: 10 },
      { address: 'b', action: 'create', seconds: 5 },
    ]);
    expect(progress.take(hook('apply_complete', 'b', 'create'))).toEqual({
      address: 'b',
      action: 'create',
      seconds: 5,
      failed: false,
    });
    expect([progress.done, progress.total]).toEqual([1, 2]);
    expect(progress.waiting.map(({ address }) => address)).toEqual(['a']);
  });

  test('counts a replaced resource once both halves are done', () => {
    const progress = new Progress([{ address: 'a', action: 'replace' }], now);
    progress.take(hook('apply_complete', 'a', 'delete'));
    expect(progress.done).toBe(0);
    progress.take(hook('apply_complete', 'a', 'create'));
    expect(progress.done).toBe(1);
  });

  test('does not count what failed', () => {
    const progress = new Progress([{ address: 'a', action: 'create' }], now);
    progress.take(hook('apply_start', 'a', 'create'));
    expect(progress.take(hook('apply_errored', 'a', 'create'))).toMatchObject({ failed: true });
    expect(progress.done).toBe(0);
    expect(progress.waiting).toEqual([]);
  });
});

describe('The display without a terminal', () => {
  const lines: string[] = [];
  const display = () =>
    plain(
      'dev',
      new Progress([{ address: 'aws_vpc.Vpc_0A1B2C3D', action: 'create' }], now),
      (line) => lines.push(line),
      now,
    );

  beforeEach(() => lines.splice(0));

  test('has a line for what is done', () => {
    const shown = display();
    shown.take(hook('apply_start', 'aws_vpc.Vpc_0A1B2C3D', 'create'));
    pass(11);
    shown.take(hook('apply_complete', 'aws_vpc.Vpc_0A1B2C3D', 'create'));
    expect(lines).toEqual(['dev  1/1  created aws_vpc.Vpc (11 s)']);
  });

  test('says what is being waited for only after a long silence', () => {
    const shown = display();
    shown.take(hook('apply_start', 'aws_vpc.Vpc_0A1B2C3D', 'create'));
    pass(10);
    shown.take(hook('apply_progress', 'aws_vpc.Vpc_0A1B2C3D', 'create', { elapsed_seconds: 10 }));
    expect(lines).toEqual([]);
    pass(10);
    shown.take(hook('apply_progress', 'aws_vpc.Vpc_0A1B2C3D', 'create', { elapsed_seconds: 20 }));
    expect(lines).toEqual(['dev  0/1  waiting for aws_vpc.Vpc (20 s)']);
  });

  test('names what failed', () => {
    const shown = display();
    shown.take(hook('apply_errored', 'aws_vpc.Vpc_0A1B2C3D', 'create'));
    expect(lines).toEqual(['dev  0/1  failed to create aws_vpc.Vpc']);
  });
});

describe('shorten', () => {
  test.each([
    ['aws_vpc.Network_Vpc_0A1B2C3D', 'aws_vpc.Network_Vpc'],
    ['aws_vpc.Network_Vpc_0A1B2C3D["a"]', 'aws_vpc.Network_Vpc["a"]'],
    ['aws_vpc.vpc', 'aws_vpc.vpc'],
  ])('makes of %s %s', (address, short) => {
    expect(shorten(address)).toBe(short);
  });
});

describe('parseLine', () => {
  test.each(['', 'not JSON', '{"type":"version","terraform":"1.11.4"}', '{"type":"planned_change"}'])(
    'passes over %p',
    (line) => {
      expect(parseLine(line)).toBeUndefined();
    },
  );
});
