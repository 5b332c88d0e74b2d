import { connector } from '#src/aws/connect.ts';
import { step } from '#src/aws/step.ts';
import { dispatch, dispatchInput } from '#src/migration/dispatch.ts';

const connect = connector(process.env);

export const handler = step('dispatch', dispatchInput, async (input) => {
  const { ports, settings } = connect();
  return await dispatch(input, settings.waves, ports);
});
