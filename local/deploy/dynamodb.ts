import {
  CreateTableCommand,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const keyProperties = { hashKey: z.string(), rangeKey: z.string().optional() };

const index = z.strictObject({
  ...keyProperties,
  name: z.string(),
  projectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  nonKeyAttributes: z.array(z.string()).optional(),
});

const table = resource({
  applies: {
    ...keyProperties,
    name: z.string().optional(),
    attributes: z.array(z.strictObject({ name: z.string(), type: z.enum(['S', 'N', 'B']) })),
    billingMode: z.literal('PAY_PER_REQUEST'),
    globalSecondaryIndexes: z.array(index).optional(),
    pointInTimeRecovery: z
      .strictObject({ enabled: z.boolean(), recoveryPeriodInDays: z.number().optional() })
      .optional(),
    deletionProtectionEnabled: z.boolean().optional(),
  },
  ignores: {
    serverSideEncryption: 'the emulator keeps its tables in memory',
    ttl: 'no item lives that long',
    tableClass: 'it is a price',
  },
  create: async (properties, { clients, uniqueName }) => {
    const name = properties.name ?? uniqueName;
    const { TableDescription } = await clients.dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: properties.billingMode,
        KeySchema: keySchema(properties),
        AttributeDefinitions: properties.attributes.map((one) => ({
          AttributeName: one.name,
          AttributeType: one.type,
        })),
        GlobalSecondaryIndexes: properties.globalSecondaryIndexes?.map(indexOf),
        DeletionProtectionEnabled: properties.deletionProtectionEnabled,
      }),
    );
    if (properties.pointInTimeRecovery?.enabled === true) {
      const specification = { PointInTimeRecoveryEnabled: true };
      await clients.dynamodb.send(
        new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification: specification }),
      );
    }
    return { id: name, outputs: { name, arn: TableDescription?.TableArn } };
  },
});

function keySchema({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string | undefined }): KeySchemaElement[] {
  const hash = { AttributeName: hashKey, KeyType: 'HASH' } as const;
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: 'RANGE' }];
}

function indexOf(declared: z.infer<typeof index>): GlobalSecondaryIndex {
  return {
    IndexName: declared.name,
    KeySchema: keySchema(declared),
    Projection: { ProjectionType: declared.projectionType, NonKeyAttributes: declared.nonKeyAttributes },
  };
}

export const dynamodbHandlers: Readonly<Record<string, ResourceHandler>> = { 'aws:dynamodb/table:Table': table };
