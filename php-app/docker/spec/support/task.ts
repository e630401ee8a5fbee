import { randomBytes } from 'node:crypto';

/** What a task of the tests is given, beside its database. Its key is its own. */
export function task(memcachedPorts: readonly number[] = []): Record<string, string> {
  return {
    APP_NAME: 'Shop',
    APP_ENV: 'staging',
    APP_URL: 'http://shop.example.com',
    APP_KEY: `base64:${randomBytes(32).toString('base64')}`,
    RELEASE: 'abc1234',
    ...(memcachedPorts.length > 0 && {
      SESSION_DRIVER: 'memcached',
      MEMCACHED_SERVERS: memcachedPorts.map((port) => `127.0.0.1:${port}`).join(','),
    }),
  };
}
