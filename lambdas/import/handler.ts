import { connector } from '#src/aws/connect.ts';
import { runInput } from '#src/aws/run-input.ts';
import { step } from '#src/aws/step.ts';
import { importStack } from '#src/migration/import-stack.ts';

const connect = connector(process.env);

export const handler = step('import', runInput, async ({ run }) => await importStack(run, connect().ports));
