import {
  CreateAliasCommand,
  CreateKeyCommand,
  EnableKeyRotationCommand,
  ReplicateKeyCommand,
} from '@aws-sdk/client-kms';
import { z } from 'zod';
import { localPolicy, policyProperty } from '#local/deploy/policy.ts';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const IGNORED = {
  deletionWindowInDays: 'nothing is deleted here',
  bypassPolicyLockoutSafetyCheck: 'the caller is root',
} as const;

const key = resource({
  applies: {
    description: z.string().optional(),
    multiRegion: z.boolean().optional(),
    policy: policyProperty.optional(),
    enableKeyRotation: z.boolean().optional(),
    keyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).optional(),
  },
  ignores: { ...IGNORED, rotationPeriodInDays: 'no key lives that long' },
  create: async ({ description, multiRegion, policy, enableKeyRotation, keyUsage }, { clients, note }) => {
    const { KeyMetadata } = await clients.kms.send(
      new CreateKeyCommand({
        Description: description,
        MultiRegion: multiRegion,
        KeyUsage: keyUsage,
        Policy: policy && localPolicy(policy, note),
      }),
    );
    const id = KeyMetadata?.KeyId ?? '';
    if (enableKeyRotation === true) await clients.kms.send(new EnableKeyRotationCommand({ KeyId: id }));
    return { id, outputs: { keyId: id, arn: KeyMetadata?.Arn } };
  },
});

const alias = resource({
  applies: { name: z.string().optional(), targetKeyId: z.string() },
  create: async ({ name, targetKeyId }, { clients, uniqueName, region, account }) => {
    const id = name ?? `alias/${uniqueName}`;
    await clients.kms.send(new CreateAliasCommand({ AliasName: id, TargetKeyId: targetKeyId }));
    return { id, outputs: { name: id, arn: `arn:aws:kms:${region}:${account}:${id}` } };
  },
});

const replicaKey = resource({
  applies: { primaryKeyArn: z.string(), description: z.string().optional(), policy: policyProperty.optional() },
  ignores: { ...IGNORED, enabled: 'a replica is enabled' },
  create: async ({ primaryKeyArn, description, policy }, { clientsIn, region, note }) => {
    const [, , , primaryRegion = region] = primaryKeyArn.split(':');
    const { ReplicaKeyMetadata } = await clientsIn(primaryRegion).kms.send(
      new ReplicateKeyCommand({
        KeyId: primaryKeyArn,
        ReplicaRegion: region,
        Description: description,
        Policy: policy && localPolicy(policy, note),
      }),
    );
    const id = ReplicaKeyMetadata?.KeyId ?? '';
    return { id, outputs: { keyId: id, arn: ReplicaKeyMetadata?.Arn } };
  },
});

export const kmsHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:kms/key:Key': key,
  'aws:kms/alias:Alias': alias,
  'aws:kms/replicaKey:ReplicaKey': replicaKey,
};
