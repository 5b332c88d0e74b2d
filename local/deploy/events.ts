import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const rule = resource({
  applies: {
    name: z.string().optional(),
    eventPattern: z.string(),
    description: z.string().optional(),
    state: z.enum(['ENABLED', 'DISABLED']).optional(),
  },
  create: async ({ name, eventPattern, description, state }, { clients, uniqueName }) => {
    const id = name ?? uniqueName;
    const { RuleArn } = await clients.events.send(
      new PutRuleCommand({ Name: id, EventPattern: eventPattern, Description: description, State: state }),
    );
    return { id, outputs: { name: id, arn: RuleArn } };
  },
});

const target = resource({
  applies: {
    rule: z.string(),
    arn: z.string(),
    targetId: z.string().optional(),
    roleArn: z.string().optional(),
    input: z.string().optional(),
  },
  ignores: {
    deadLetterConfig: 'the emulator never uses it',
    retryPolicy: 'no delivery fails here',
  },
  create: async (properties, { clients, uniqueName }) => {
    const id = properties.targetId ?? uniqueName;
    await clients.events.send(
      new PutTargetsCommand({
        Rule: properties.rule,
        Targets: [
          {
            Id: id,
            Arn: properties.arn,
            RoleArn: properties.roleArn,
            Input: properties.input,
          },
        ],
      }),
    );
    return { id: `${properties.rule}-${id}`, outputs: { targetId: id } };
  },
});

export const eventHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:cloudwatch/eventRule:EventRule': rule,
  'aws:cloudwatch/eventTarget:EventTarget': target,
};
