import { AccessRefused, ContractViolated } from '#src/errors.ts';

/** The headers of every request. `fetch` would quote a token it cannot send, so this fails first, and without a cause. */
export function headersOf(token: string, subject: string): Headers {
  const headers = new Headers({
    Accept: 'application/vnd.pulumi+9',
    'Content-Type': 'application/json',
    'User-Agent': 'stackferry',
  });
  try {
    headers.set('Authorization', `token ${token}`);
  } catch {
    throw new AccessRefused({
      subject,
      found: 'the source token holds characters that no token has',
      next: 'store it again: one line, as the service showed it',
    });
  }
  return headers;
}

/** Never quoted in a failure, because an address may hold a password. */
export function addressOf(text: string, subject: string): URL {
  const address = URL.parse(text);
  if (address && /^https?:$/.test(address.protocol) && !address.username && !address.password) return address;
  throw new ContractViolated({
    subject,
    found: 'the source URL is no address of a service, or holds a user name',
    next: 'write it as https://api.pulumi.com; the token is a setting of its own',
  });
}
