import { text } from './fields';

/** A host name in lower case. */
export const hostName = text(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  `a host name in lower case, such as 'www.example.com'`,
);
