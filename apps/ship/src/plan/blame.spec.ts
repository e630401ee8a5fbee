import { blame } from './blame';

/** Looks like what was taken so far; like nothing in between, where a step is half of something. */
async function blamed(steps: readonly string[]) {
  let color = 'white';
  const found = await blame(steps, new Map([['wall', color]]), async (step) => {
    color = step.replace(/^half of /, '');
    return step.startsWith('half') ? undefined : new Map([['wall', color]]);
  });
  return found.get('wall') ?? [];
}

describe('blame', () => {
  test('finds the steps that change something', async () => {
    expect(await blamed(['white', 'red', 'red', 'blue'])).toEqual([['red'], ['blue']]);
  });

  test('takes steps together that make no sense alone', async () => {
    expect(await blamed(['white', 'half of red', 'red', 'red'])).toEqual([['half of red', 'red']]);
  });

  test('finds none where nothing changes', async () => {
    expect(await blamed(['white', 'half of red'])).toEqual([]);
  });
});
