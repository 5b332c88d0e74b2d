import { connector } from '#src/aws/connect.ts';
import { step } from '#src/aws/step.ts';
import { watch, watchInput } from '#src/migration/watch.ts';

const connect = connector(process.env);

export const handler = step('watch', watchInput, async (input) => {
  const { ports, settings } = connect();
  return await watch(input, settings.soak, ports);
});
