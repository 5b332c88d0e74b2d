import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const secret = resource({
  applies: { name: z.string().optional(), description: z.string().optional(), kmsKeyId: z.string().optional() },
  ignores: { recoveryWindowInDays: 'nothing is deleted here' },
  create: async ({ name, description, kmsKeyId }, { clients, uniqueName }) => {
    const secretName = name ?? uniqueName;
    const { ARN = '' } = await clients.secrets.send(
      new CreateSecretCommand({ Name: secretName, Description: description, KmsKeyId: kmsKeyId }),
    );
    return { id: ARN, outputs: { name: secretName, arn: ARN } };
  },
});

export const secretHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:secretsmanager/secret:Secret': secret,
};
