import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const stateMachine = resource({
  applies: {
    name: z.string().optional(),
    roleArn: z.string(),
    definition: z.string(),
    type: z.literal('STANDARD').optional(),
  },
  ignores: {
    loggingConfiguration: 'the history is kept anyway',
    tracingConfiguration: 'no tracing here',
    encryptionConfiguration: 'the emulator keeps histories in memory',
    publish: 'no versions here',
  },
  create: async ({ name, roleArn, definition, type }, { clients, uniqueName }) => {
    const machineName = name ?? uniqueName;
    const { stateMachineArn = '' } = await clients.sfn.send(
      new CreateStateMachineCommand({ name: machineName, roleArn, definition, type }),
    );
    return { id: stateMachineArn, outputs: { name: machineName, arn: stateMachineArn } };
  },
});

export const sfnHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:sfn/stateMachine:StateMachine': stateMachine,
};
