import { connector } from '#src/aws/connect.ts';
import { step } from '#src/aws/step.ts';
import { validateInput, validateStep } from '#src/migration/validate-step.ts';

const connect = connector(process.env);

export const handler = step('validate', validateInput, async (input) => await validateStep(input, connect().ports));
