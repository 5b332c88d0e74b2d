import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { isRefused, isTransient, readAwsFailure } from '#src/aws-error.ts';
import {
  AccessRefused,
  type ErrorName,
  type Failure,
  MigrationError,
  RETRYABLE,
  StoreUnavailable,
  TargetMissing,
  TERMINAL,
} from '#src/errors.ts';
import type { AskCommand, CommandRequest } from '#src/migration/ask-command.ts';

const answerSchema = z.looseObject({
  outcome: z.string(),
  execution: z.string().optional(),
  status: z.string().optional(),
  wave: z.string().optional(),
});

/** What Lambda reports of an exception. */
const thrownSchema = z.object({ errorType: z.string(), errorMessage: z.string() });

/** A failure of ours that happened on the other side, under the name it had there. */
export class ReportedFailure extends MigrationError {
  override readonly name: ErrorName;

  constructor(name: ErrorName, failure: Failure) {
    super(failure);
    this.name = name;
  }
}

/** Asks the `command` function as anybody may who is allowed to invoke it. */
export function commandAsker(client: LambdaClient, functionName: string): AskCommand {
  return async (request) => {
    const { FunctionError, Payload } = await invoke(client, functionName, request);
    const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
    if (FunctionError) throw reported(functionName, answer);
    return answerSchema.parse(answer);
  };
}

async function invoke(client: LambdaClient, functionName: string, request: CommandRequest) {
  try {
    return await client.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }));
  } catch (error) {
    throw translate(error, functionName);
  }
}

/** The text of ours is `<subject>: <found>. Next: <next>.`; taken apart again so that it is shown like any other. */
function reported(functionName: string, thrown: unknown): Error {
  const { errorType, errorMessage } = thrownSchema.parse(thrown);
  const name = [...RETRYABLE, ...TERMINAL].find((known) => known === errorType);
  if (!name) return new Error(`${functionName} failed with ${errorType}: its log says why`);
  const [, subject = functionName, found = errorMessage, next = 'look at its log'] =
    /^(.*?): (.*)\. Next: (.*)\.$/su.exec(errorMessage) ?? [];
  return new ReportedFailure(name, { subject, found, next });
}

function translate(error: unknown, subject: string): unknown {
  const failure = readAwsFailure(error);
  if (!failure) return error;
  if (failure.name === 'ResourceNotFoundException') {
    const next = 'deploy infra/pipeline, or correct STACKFERRY_COMMAND';
    return new TargetMissing({ subject, found: 'the command function does not exist', next, cause: error });
  }
  if (isRefused(failure)) {
    const next = 'use credentials that may invoke it: lambda:InvokeFunction on this one function is enough';
    return new AccessRefused({ subject, found: `invoking it was refused (${failure.name})`, next, cause: error });
  }
  if (isTransient(failure)) {
    const found = `Lambda did not answer (${failure.name})`;
    return new StoreUnavailable({ subject, found, next: 'wait, then run it again: repeating is safe', cause: error });
  }
  return error;
}
