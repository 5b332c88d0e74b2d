import { ContractViolated } from '#src/errors.ts';

/** An `awskms://` secrets URL in parts. */
export interface SecretsUrl {
  /** Key id, ARN or `alias/…`. */
  readonly keyId: string;
  readonly region?: string | undefined;
  /** KMS encryption context, from the parameters `context_<name>`. */
  readonly context: Readonly<Record<string, string>>;
}

const CONTEXT = 'context_';

/** Parameters that say how KMS is reached and change nothing of what is sealed (gocloud.dev/secrets/awskms). */
const IGNORED = new Set([
  'awssdk',
  'profile',
  'role',
  'dualstack',
  'fips',
  'hostname_immutable',
  'endpoint',
  'anonymous',
  'rate_limiter_capacity',
  'request_checksum_calculation',
  'response_checksum_validation',
]);

/** Throws `ContractViolated` for another scheme or a parameter that Pulumi would refuse too. */
export function parseSecretsUrl(text: string): SecretsUrl {
  const match = /^awskms:\/\/([^?]+)(?:\?(.*))?$/.exec(text);
  if (!match?.[1]) throw malformed(text, 'it does not begin with awskms:// and a key');
  const parameters = new URLSearchParams(match[2] ?? '');
  const context = new Map<string, string>();
  for (const [name, value] of parameters) {
    const isContext = name.startsWith(CONTEXT);
    if (!isContext && name !== 'region' && !IGNORED.has(name))
      throw malformed(text, `Pulumi knows no parameter ${name}`);
    if (isContext && context.has(name)) throw malformed(text, `it gives ${name} twice`);
    if (isContext) context.set(name, value);
  }
  return {
    keyId: keyOf(match[1], text),
    region: parameters.get('region') ?? undefined,
    context: Object.fromEntries([...context].map(([name, value]) => [name.slice(CONTEXT.length), value])),
  };
}

/** An ARN takes three slashes, because its colons may not stand in a URL's host. */
export function formatSecretsUrl({ keyId, region, context }: SecretsUrl): string {
  const parameters = new URLSearchParams(region ? { region } : {});
  for (const [name, value] of Object.entries(context)) parameters.set(`${CONTEXT}${name}`, value);
  return `awskms://${keyId.startsWith('arn:') ? '/' : ''}${keyId}?${parameters.toString()}`;
}

function keyOf(path: string, text: string): string {
  const key = unescapedOf(path.replace(/^\/+/, ''));
  if (key) return key;
  throw malformed(text, key === '' ? 'it names no key' : 'its key holds an impossible escape');
}

function unescapedOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function malformed(text: string, found: string): ContractViolated {
  return new ContractViolated({
    subject: text.split('?')[0] ?? text,
    found: `this is no secrets URL: ${found}`,
    next: 'write it as awskms:///<key ARN>?region=<region>',
  });
}
