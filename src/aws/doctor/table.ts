import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
} from '@aws-sdk/client-dynamodb';
import { type Check, type Finding, failed, ok, warning } from '#src/aws/doctor/diagnosis.ts';
import { readAwsFailure } from '#src/aws-error.ts';

const INDEX = 'board';

/** The tracking table: active, with its index, restorable and protected. */
export function checkTable(name: string, dynamodb: DynamoDBClient): Check {
  return async () => {
    try {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
      const { ContinuousBackupsDescription: backups } = await dynamodb.send(
        new DescribeContinuousBackupsCommand({ TableName: name }),
      );
      const isRestorable = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
      const complaints = [
        ...(Table?.TableStatus === 'ACTIVE' ? [] : [unusable(name, `it is ${Table?.TableStatus ?? 'unknown'}`)]),
        ...complaintOfIndex(name, Table?.GlobalSecondaryIndexes),
        ...(isRestorable ? [] : [notRestorable(name)]),
        ...(Table?.DeletionProtectionEnabled ? [] : [unprotected(name)]),
      ];
      return complaints.length > 0 ? complaints : [ok(name, 'active, restorable to any second, protected')];
    } catch (error) {
      if (readAwsFailure(error)?.name !== 'ResourceNotFoundException') throw error;
      return [unusable(name, 'it does not exist')];
    }
  };
}

const DEPLOY = 'pulumi up in infra/pipeline';

function unusable(name: string, found: string): Finding {
  return failed(name, { found, why: 'it alone says where each tenant’s truth is', fix: DEPLOY });
}

function complaintOfIndex(name: string, indexes: readonly GlobalSecondaryIndexDescription[] = []): readonly Finding[] {
  const index = indexes.find(({ IndexName }) => IndexName === INDEX);
  if (!index) return [withoutIndex(name, `it has no index ${INDEX}`)];
  if (index.IndexStatus === 'ACTIVE') return [];
  return [withoutIndex(name, `its index ${INDEX} is ${index.IndexStatus ?? 'in an unknown state'}`)];
}

function withoutIndex(name: string, found: string): Finding {
  return failed(name, { found, why: 'the fleet cannot be listed without it', fix: DEPLOY });
}

function notRestorable(name: string): Finding {
  const fix = `aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`;
  const why = 'a record that is lost cannot be brought back';
  return failed(name, { found: 'point-in-time recovery is off', why, fix });
}

function unprotected(name: string): Finding {
  const fix = `aws dynamodb update-table --table-name ${name} --deletion-protection-enabled`;
  return warning(name, { found: 'deletion protection is off', why: 'one wrong command ends the programme', fix });
}
