import {
  AccessRefused,
  BackendThrottled,
  BackendUnavailable,
  ContractViolated,
  type MigrationError,
  SecretsUnreadable,
  StackNotFound,
} from '#src/errors.ts';
import { refusalSchema } from '#src/pulumi/source/cloud-shapes.ts';

/** Makes ours out of an answer that is no success. The service's own words are read, never repeated. */
export async function refusalOf(response: Response, subject: string): Promise<MigrationError> {
  const { status } = response;
  const said = await wordsOf(response);
  if (status === 401 || status === 403) {
    const next = 'give the source token the permission Stack Read, or renew it';
    return new AccessRefused({ subject, found: `the source refused the token (${status})`, next });
  }
  if (status === 404) {
    const next = 'correct the name: organization/project/stack';
    return new StackNotFound({ subject, found: 'the source knows no such stack or version', next });
  }
  if (status === 429) {
    const found = 'the source asks for fewer requests';
    return new BackendThrottled({ subject, found, next: 'wait; the step is retried' });
  }
  if (status === 400 && /ciphertext|authentication failed/.test(said)) {
    const found = 'a secret is not of this stack’s key';
    return new SecretsUnreadable({ subject, found, next: 'find the secret that was copied from another stack' });
  }
  if (status < 500) {
    const next = 'look the status up in the service’s API; asking again cannot help';
    return new ContractViolated({ subject, found: `the source refused the request itself (${status})`, next });
  }
  return new BackendUnavailable({ subject, found: `the source answered ${status}`, next: 'wait; the step is retried' });
}

export function unreachable(subject: string, cause: unknown): BackendUnavailable {
  const next = 'check the source URL and the network; the step is retried';
  return new BackendUnavailable({ subject, found: 'the source did not answer', next, cause });
}

async function wordsOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    return refusalSchema.parse(JSON.parse(text)).message;
  } catch {
    return text.slice(0, 200);
  }
}
