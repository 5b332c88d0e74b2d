import { connector } from '#src/aws/connect.ts';
import { runInput } from '#src/aws/run-input.ts';
import { step } from '#src/aws/step.ts';
import { backUp } from '#src/migration/back-up.ts';

const connect = connector(process.env);

export const handler = step('backup', runInput, async ({ run }) => await backUp(run, connect().ports));
