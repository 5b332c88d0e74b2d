import { connector } from '#src/aws/connect.ts';
import { runInput } from '#src/aws/run-input.ts';
import { step } from '#src/aws/step.ts';
import { cutOver } from '#src/migration/cut-over.ts';

const connect = connector(process.env);

export const handler = step('cutover', runInput, async ({ run }) => await cutOver(run, connect().ports));
