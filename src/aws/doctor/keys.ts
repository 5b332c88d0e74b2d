import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type Check, type Finding, failed, ok } from '#src/aws/doctor/diagnosis.ts';
import { readAwsFailure } from '#src/aws-error.ts';

/** The key that wraps the stacks' data keys: enabled, and multi-Region, so that the replica of a state still opens. */
export function checkSecretsKey(arn: string, kms: KMSClient): Check {
  return async () => {
    const why = 'the secrets of every moved stack open with it';
    const key = await describe(arn, kms);
    if (key?.KeyState !== 'Enabled') return [unusable(arn, key?.KeyState, why)];
    if (key.MultiRegion) return [ok(arn, 'enabled, multi-Region')];
    const complaint = {
      found: 'it is not multi-Region',
      why: 'a state restored in the second region could not be opened',
      fix: 'make a multi-Region key (pulumi up in infra/backend) before the first tenant moves: a key cannot be changed into one',
    };
    return [failed(arn, complaint)];
  };
}

/** The keys of the vault: for most of it, and for archived secrets. */
export function checkVaultKeys(arns: readonly string[], kms: KMSClient): Check {
  return async () =>
    await Promise.all(
      arns.map(async (arn) => {
        const key = await describe(arn, kms);
        const why = 'nothing can be written to the vault or read from it without its key';
        return key?.KeyState === 'Enabled' ? ok(arn, 'enabled') : unusable(arn, key?.KeyState, why);
      }),
    );
}

async function describe(arn: string, kms: KMSClient) {
  try {
    return (await kms.send(new DescribeKeyCommand({ KeyId: arn }))).KeyMetadata;
  } catch (error) {
    if (readAwsFailure(error)?.name === 'NotFoundException') return undefined;
    throw error;
  }
}

function unusable(arn: string, state: string | undefined, why: string): Finding {
  const found = state ? `it is ${state}` : 'it does not exist';
  return failed(arn, {
    found,
    why,
    fix: FIXES[state ?? '']?.(arn) ?? 'pulumi up in the program of infra that made it',
  });
}

const FIXES: Readonly<Record<string, (arn: string) => string>> = {
  Disabled: (arn) => `aws kms enable-key --key-id ${arn}`,
  PendingDeletion: (arn) => `aws kms cancel-key-deletion --key-id ${arn} && aws kms enable-key --key-id ${arn}`,
};
