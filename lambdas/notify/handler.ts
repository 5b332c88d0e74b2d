import { connector } from '#src/aws/connect.ts';
import { step } from '#src/aws/step.ts';
import { notificationSchema, notify } from '#src/migration/notify.ts';

const connect = connector(process.env);

export const handler = step('notify', notificationSchema, async (input) => await notify(input, connect().ports));
