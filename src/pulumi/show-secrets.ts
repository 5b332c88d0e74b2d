import type { Deployment } from '#src/pulumi/format/deployment.ts';
import { type OpenSecret, type SecretValue, secretsOf } from '#src/pulumi/format/secret-values.ts';
import { type Edit, splice } from '#src/pulumi/splice.ts';

/**
 * The state as `pulumi stack export --show-secrets` writes it: every secret open, every other byte as it came. Only for a
 * place that encrypts what it stores.
 */
export function showSecrets(deployment: Deployment, open: OpenSecret): Uint8Array {
  return splice(
    deployment.bytes,
    [...secretsOf(deployment)].map((secret) => plaintextEdit(secret, open)),
  );
}

function plaintextEdit(secret: SecretValue, open: OpenSecret): Edit {
  const text = Buffer.from(open(secret)).toString('utf8');
  return { ...secret.member, text: `"plaintext":${JSON.stringify(text)}` };
}
