/** Makes something when it is first asked for, and hands out the same to all who ask, also while it is being made. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
