import { CHECK_IDS, type Check, type CheckId, type Diagnosis } from '#src/aws/doctor/diagnosis.ts';
import { readAwsFailure } from '#src/aws-error.ts';
import { MigrationError } from '#src/errors.ts';

/** Takes every look, at once, and reports in the order of the list. What cannot be looked at is failed, not passed over. */
export async function examine(checks: Readonly<Record<CheckId, Check>>): Promise<readonly Diagnosis[]> {
  const looks = CHECK_IDS.map(async (id) => {
    try {
      return (await checks[id]()).map((finding): Diagnosis => ({ id, ...finding }));
    } catch (error) {
      return [unknown(id, error)];
    }
  });
  return (await Promise.all(looks)).flat();
}

function unknown(id: CheckId, error: unknown): Diagnosis {
  const base = { id, state: 'failed', why: 'what is not known to be good is treated as bad' } as const;
  if (error instanceof MigrationError) {
    return { ...base, subject: error.subject, found: error.found, fix: error.next };
  }
  const failure = readAwsFailure(error);
  const name = failure?.name ?? (error instanceof Error ? error.name : 'unknown');
  // Only our own errors are free of secrets in their text; of others the name is enough.
  return { ...base, subject: id, found: `it could not be looked at (${name})`, fix: FIXES[name] ?? GENERAL_FIX };
}

const GENERAL_FIX = 'run stackferry doctor with credentials that may read what infra/pipeline and infra/backend made';

const FIXES: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'sign in, as with aws sso login, and set AWS_PROFILE',
};
