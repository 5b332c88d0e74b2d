import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Check, failed, ok, warning } from '#src/aws/doctor/diagnosis.ts';
import { readAwsFailure } from '#src/aws-error.ts';

/** The function that every changing command is carried out by. */
export function checkCommandFunction(name: string, lambda: LambdaClient): Check {
  return async () => {
    try {
      const { State, LastUpdateStatus } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: name }),
      );
      if (State === 'Pending' || LastUpdateStatus === 'InProgress') return [warning(name, DEPLOYING)];
      // Inactive is Lambda's word for long unused: the next call wakes it.
      const isReady = State !== 'Failed' && LastUpdateStatus !== 'Failed';
      return [
        isReady ? ok(name, 'ready') : failed(name, complaint(`it is ${State}, its last update ${LastUpdateStatus}`)),
      ];
    } catch (error) {
      if (readAwsFailure(error)?.name !== 'ResourceNotFoundException') throw error;
      return [failed(name, complaint('it does not exist'))];
    }
  };
}

const WHY = 'start, hold, cutover, wave and brake are carried out by it';

const DEPLOYING = { found: 'it is being deployed', why: WHY, fix: 'stackferry doctor, in a minute' };

function complaint(found: string) {
  return { found, why: WHY, fix: 'pulumi up in infra/pipeline, then take its settings again' };
}
