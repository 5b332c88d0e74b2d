import { ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
} from '@aws-sdk/client-sfn';
import { ListQueuesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { World } from '#local/world/start-world.ts';
import type { Piece } from '#test/support/canary-search.ts';
import { anyRegion, everyVersion } from '#test/support/world-buckets.ts';
import { linesOf, logGroupsOf } from '#test/support/world-logs.ts';

/** Everything of a world that can be read by who may read its services; S3 and DynamoDB decrypt for the reader. */
export async function* piecesOf(world: World): AsyncGenerator<Piece> {
  yield* logPieces(world);
  yield* executionPieces(world);
  yield* tablePieces(world);
  yield* objectPieces(world);
  yield* queuePieces(world);
  yield* functionPieces(world);
}

function pieceOf(place: string, content: unknown): Piece {
  return { place, bytes: Buffer.from(JSON.stringify(content)) };
}

async function* logPieces(world: World): AsyncGenerator<Piece> {
  for (const group of await logGroupsOf(world)) yield pieceOf(`log ${group}`, await linesOf(world, group));
}

async function* executionPieces({ clients: { sfn } }: World): AsyncGenerator<Piece> {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    for (const { executionArn } of executions) {
      const { $metadata: _, ...described } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const history = new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true });
      const { events } = await sfn.send(history);
      yield pieceOf(`execution ${executionArn}`, { described, events });
    }
  }
}

async function* tablePieces({ clients: { dynamodb } }: World): AsyncGenerator<Piece> {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  for (const TableName of TableNames) {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    for (const item of Items) yield pieceOf(`table ${TableName}: ${item['pk']?.S} ${item['sk']?.S}`, item);
  }
}

async function* objectPieces(world: World): AsyncGenerator<Piece> {
  const s3 = anyRegion(world);
  for (const { bucket, key, versionId, isMarker } of await everyVersion(world)) {
    if (isMarker) continue;
    const place = `object ${bucket}/${key} (${versionId})`;
    const get = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
    const { Body, Metadata } = await s3.send(get);
    yield pieceOf(place, { key, Metadata });
    yield { place, bytes: (await Body?.transformToByteArray()) ?? new Uint8Array() };
  }
}

async function* queuePieces({ clients: { sqs } }: World): AsyncGenerator<Piece> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls) {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
    for (;;) {
      const { Messages = [] } = await sqs.send(receive);
      if (Messages.length === 0) break;
      yield pieceOf(`queue ${QueueUrl}`, Messages);
    }
  }
}

async function* functionPieces({ clients: { lambda } }: World): AsyncGenerator<Piece> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  for (const described of Functions) yield pieceOf(`function ${described.FunctionName}`, described);
}
