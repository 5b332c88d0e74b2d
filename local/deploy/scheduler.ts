import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { z } from 'zod';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';
import { scheduleInUtc } from '#local/deploy/schedule-in-utc.ts';

const target = z.strictObject({
  arn: z.string(),
  roleArn: z.string(),
  input: z.string().optional(),
  retryPolicy: z.unknown().optional(),
  deadLetterConfig: z.unknown().optional(),
});

const schedule = resource({
  applies: {
    name: z.string().optional(),
    groupName: z.string().optional(),
    description: z.string().optional(),
    scheduleExpression: z.string(),
    scheduleExpressionTimezone: z.string().optional(),
    flexibleTimeWindow: z.strictObject({ mode: z.literal('OFF') }),
    state: z.enum(['ENABLED', 'DISABLED']).optional(),
    startDate: z.string().optional(),
    endDate: z.string().optional(),
    actionAfterCompletion: z.enum(['NONE', 'DELETE']).optional(),
    target,
  },
  ignores: { kmsKeyArn: 'the emulator keeps schedules in memory' },
  create: async (properties, { clients, uniqueName, now }) => {
    const name = properties.name ?? uniqueName;
    const { ScheduleArn } = await clients.scheduler.send(
      new CreateScheduleCommand({
        Name: name,
        GroupName: properties.groupName,
        Description: properties.description,
        ScheduleExpression: scheduleInUtc({
          expression: properties.scheduleExpression,
          zone: properties.scheduleExpressionTimezone ?? 'UTC',
          now,
        }),
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: properties.state,
        StartDate: properties.startDate === undefined ? undefined : new Date(properties.startDate),
        EndDate: properties.endDate === undefined ? undefined : new Date(properties.endDate),
        ActionAfterCompletion: properties.actionAfterCompletion,
        Target: { Arn: properties.target.arn, RoleArn: properties.target.roleArn, Input: properties.target.input },
      }),
    );
    return { id: `${properties.groupName ?? 'default'}/${name}`, outputs: { name, arn: ScheduleArn } };
  },
});

export const schedulerHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:scheduler/schedule:Schedule': schedule,
};
