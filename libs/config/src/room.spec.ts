import { hasRoom, type TaskGroup } from './room';

const web: TaskGroup = { role: 'web', count: 1, cpu: 256, memoryReservation: 600, hasOwnAddress: false };

describe('hasRoom', () => {
  test.each([
    ['as many as fit by memory', 'memory', { count: 6 }, true],
    ['one more than fit by memory', 'memory', { count: 7 }, false],
    ['as many as fit by CPU', 'CPU', { count: 4, cpu: 1024, memoryReservation: 64 }, true],
    ['one more than fit by CPU', 'CPU', { count: 5, cpu: 1024, memoryReservation: 64 }, false],
    ['as many as there are interfaces for', 'addresses', { count: 4, hasOwnAddress: true }, true],
    ['one more than there are interfaces for', 'addresses', { count: 5, hasOwnAddress: true }, false],
  ])('says of %s what is so', (_, _of, changes, expected) => {
    expect(hasRoom('t3.small', 2, [{ ...web, ...changes }])).toBe(expected);
  });

  test.each([
    ['t3a.small', 1],
    ['t4g.small', 2],
    ['t3.medium', 2],
    ['m7g.medium', 1],
    ['c7g.xlarge', 3],
    ['m7i.8xlarge', 7],
  ])('counts the network interfaces of %s', (type, count) => {
    const task = { ...web, cpu: 1, memoryReservation: 64, hasOwnAddress: true };
    expect(hasRoom(type, 1, [{ ...task, count }])).toBe(true);
    expect(hasRoom(type, 1, [{ ...task, count: count + 1 }])).toBe(false);
  });

  test('lets small tasks fill what large ones leave', () => {
    const small = { ...web, role: 'scheduler', memoryReservation: 64, cpu: 64 };
    expect(
      hasRoom('t3.small', 1, [
        { ...small, count: 0 },
        { ...web, count: 3 },
      ]),
    ).toBe(true);
    expect(hasRoom('t3.small', 1, [small, { ...web, count: 3 }])).toBe(false);
    expect(hasRoom('t3.small', 1, [small, { ...web, count: 2 }])).toBe(true);
  });

  test('says nothing of a type that it does not know', () => {
    expect(hasRoom('x9zz.large', 1, [web])).toBeUndefined();
  });
});
