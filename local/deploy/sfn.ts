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
  create: async ({ name, roleArn, definition, type }, { clients, uniqueName, note }) => {
    const machineName = name ?? uniqueName;
    const { stateMachineArn = '' } = await clients.sfn.send(
      new CreateStateMachineCommand({
        name: machineName,
        roleArn,
        definition: withKnownIntegrations(definition, note),
        type,
      }),
    );
    return { id: stateMachineArn, outputs: { name: machineName, arn: stateMachineArn } };
  },
});

/** The emulator passes over integrations of other partitions as if they had succeeded. */
function withKnownIntegrations(definition: string, note: (text: string) => void): string {
  const known = definition.replaceAll(/"arn:aws-[a-z-]+:states:::/g, '"arn:aws:states:::');
  if (known !== definition) note('names its service integrations as in the partition aws');
  return known;
}

export const sfnHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:sfn/stateMachine:StateMachine': stateMachine,
};
