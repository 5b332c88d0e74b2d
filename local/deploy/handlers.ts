import { cloudWatchHandlers } from '#local/deploy/cloudwatch.ts';
import { dynamodbHandlers } from '#local/deploy/dynamodb.ts';
import { eventHandlers } from '#local/deploy/events.ts';
import { iamHandlers } from '#local/deploy/iam.ts';
import { kmsHandlers } from '#local/deploy/kms.ts';
import { lambdaHandlers } from '#local/deploy/lambda.ts';
import type { ResourceHandler } from '#local/deploy/resource-handler.ts';
import { s3Handlers } from '#local/deploy/s3.ts';
import { schedulerHandlers } from '#local/deploy/scheduler.ts';
import { secretHandlers } from '#local/deploy/secrets.ts';
import { sfnHandlers } from '#local/deploy/sfn.ts';
import { sqsHandlers } from '#local/deploy/sqs.ts';

/** Every resource type that the local AWS can create. */
export const HANDLERS: Readonly<Record<string, ResourceHandler>> = {
  ...cloudWatchHandlers,
  ...dynamodbHandlers,
  ...eventHandlers,
  ...iamHandlers,
  ...kmsHandlers,
  ...lambdaHandlers,
  ...s3Handlers,
  ...schedulerHandlers,
  ...secretHandlers,
  ...sfnHandlers,
  ...sqsHandlers,
};
