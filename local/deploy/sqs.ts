import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { notApplied, type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const queue = resource({
  applies: {
    name: z.string().optional(),
    messageRetentionSeconds: z.number().optional(),
    visibilityTimeoutSeconds: z.number().optional(),
  },
  ignores: {
    sqsManagedSseEnabled: 'the emulator keeps messages in memory',
    kmsMasterKeyId: 'the emulator keeps messages in memory',
    kmsDataKeyReusePeriodSeconds: 'the emulator keeps messages in memory',
  },
  create: async ({ name, messageRetentionSeconds, visibilityTimeoutSeconds }, { clients, uniqueName }) => {
    const queueName = name ?? uniqueName;
    const { QueueUrl = '' } = await clients.sqs.send(
      new CreateQueueCommand({
        QueueName: queueName,
        Attributes: {
          ...(messageRetentionSeconds && { MessageRetentionPeriod: String(messageRetentionSeconds) }),
          ...(visibilityTimeoutSeconds && { VisibilityTimeout: String(visibilityTimeoutSeconds) }),
        },
      }),
    );
    const attributes = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    const { Attributes } = await clients.sqs.send(attributes);
    return { id: QueueUrl, outputs: { name: queueName, url: QueueUrl, arn: Attributes?.['QueueArn'] } };
  },
});

export const sqsHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:sqs/queue:Queue': queue,
  'aws:sqs/queuePolicy:QueuePolicy': notApplied('rules reach their targets without it here'),
};
