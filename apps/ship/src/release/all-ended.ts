/**
 * The results of all, once all have ended: of calls that change something, none may go on behind the back of what is done because another
 * has failed.
 *
 * @throws what the first of them that failed has thrown
 */
export async function allEnded<Result>(works: readonly Promise<Result>[]): Promise<readonly Result[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
