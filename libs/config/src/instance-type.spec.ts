import { architectureOf, roomForTasks } from './instance-type';

describe('roomForTasks', () => {
  test.each([
    ['t3.micro', 2048, 921],
    ['t3a.small', 2048, 1843],
    ['t4g.2xlarge', 8192, 29491],
    ['c7g.medium', 1024, 1843],
    ['m5.large', 2048, 7372],
    ['m7i-flex.large', 2048, 7372],
    ['r6i.xlarge', 4096, 29491],
    ['m5.24xlarge', 98304, 353894],
  ])('on a %s is %i CPU units and %i MiB', (type, cpu, memory) => {
    expect(roomForTasks(type)).toEqual({ cpu, memory });
  });

  test.each(['t2.small', 'c4.large', 'm3.medium', 'p4d.24xlarge', 'c5.metal', 'nonsense'])(
    'on a %s is not known',
    (type) => {
      expect(roomForTasks(type)).toBeUndefined();
    },
  );
});

describe('architectureOf', () => {
  test.each(['t4g.small', 'm7g.large', 'c7gn.xlarge', 'r6gd.large'])('%s is Graviton', (type) => {
    expect(architectureOf(type)).toBe('ARM64');
  });

  test.each(['t3.small', 't3a.small', 'g4dn.xlarge', 'm5.large'])('%s is x86', (type) => {
    expect(architectureOf(type)).toBe('X86_64');
  });
});
