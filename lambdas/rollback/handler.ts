import { connector } from '#src/aws/connect.ts';
import { step } from '#src/aws/step.ts';
import { rollbackInput, rollbackStep } from '#src/migration/rollback-step.ts';

const connect = connector(process.env);

export const handler = step('rollback', rollbackInput, async (input) => await rollbackStep(input, connect().ports));
