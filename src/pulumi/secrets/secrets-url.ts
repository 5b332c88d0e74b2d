import { ContractViolated } from '#src/errors.ts';

/** An `awskms://` secrets URL in parts. */
export interface SecretsUrl {
  /** Key id, ARN or `alias/…`. */
  readonly keyId: string;
  readonly region?: string | undefined;
  /** KMS encryption context, from the parameters `context_<name>`. */
  readonly context: Readonly<Record<string, string>>;
}

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
]);

/** Throws `ContractViolated` for another scheme or a parameter that Pulumi would refuse too. */
export function parseSecretsUrl(text: string): SecretsUrl {
  const match = /^awskms:\/\/([^?]+)(?:\?(.*))?$/.exec(text);
  if (!match?.[1]) throw malformed(text, 'it does not begin with awskms:// and a key');
  const context: Record<string, string> = {};
  let region: string | undefined;
  for (const [name, value] of new URLSearchParams(match[2] ?? '')) {
    if (name === 'region') region = value;
    else if (name.startsWith('context_')) context[name.slice('context_'.length)] = value;
    else if (!IGNORED.has(name)) throw malformed(text, `Pulumi knows no parameter ${name}`);
  }
  return { keyId: decodeURIComponent(match[1].replace(/^\/+/, '')), region, context };
}

/** An ARN takes three slashes, because its colons may not stand in a URL's host. */
export function formatSecretsUrl({ keyId, region, context }: SecretsUrl): string {
  const parameters = new URLSearchParams(region ? { region } : {});
  for (const [name, value] of Object.entries(context)) parameters.set(`context_${name}`, value);
  return `awskms://${keyId.startsWith('arn:') ? '/' : ''}${keyId}?${parameters.toString()}`;
}

function malformed(text: string, found: string): ContractViolated {
  return new ContractViolated({
    subject: text.split('?')[0] ?? text,
    found: `this is no secrets URL: ${found}`,
    next: 'write it as awskms:///<key ARN>?region=<region>',
  });
}
