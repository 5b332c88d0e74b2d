import { connector } from '#src/aws/connect.ts';
import { runInput } from '#src/aws/run-input.ts';
import { step } from '#src/aws/step.ts';
import { exportStack } from '#src/migration/export-stack.ts';

const connect = connector(process.env);

export const handler = step('export', runInput, async ({ run }) => await exportStack(run, connect().ports));
