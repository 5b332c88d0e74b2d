import { PutDashboardCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const logGroup = resource({
  applies: { name: z.string().optional(), retentionInDays: z.number().optional() },
  ignores: { kmsKeyId: 'the emulator keeps logs in memory', skipDestroy: 'nothing is deleted here' },
  create: async ({ name, retentionInDays }, { clients, uniqueName, region, account }) => {
    const id = name ?? uniqueName;
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: id }));
    if (retentionInDays !== undefined) {
      await clients.logs.send(new PutRetentionPolicyCommand({ logGroupName: id, retentionInDays }));
    }
    return { id, outputs: { name: id, arn: `arn:aws:logs:${region}:${account}:log-group:${id}` } };
  },
});

const comparison = z.enum([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]);

const metricAlarm = resource({
  applies: {
    name: z.string().optional(),
    alarmDescription: z.string().optional(),
    namespace: z.string(),
    metricName: z.string(),
    statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']),
    comparisonOperator: comparison,
    threshold: z.number(),
    period: z.number(),
    evaluationPeriods: z.number(),
    datapointsToAlarm: z.number().optional(),
    treatMissingData: z.string().optional(),
    dimensions: z.record(z.string(), z.string()).optional(),
    alarmActions: z.array(z.string()).optional(),
    okActions: z.array(z.string()).optional(),
  },
  create: async (properties, { clients, uniqueName, region, account }) => {
    const name = properties.name ?? uniqueName;
    await clients.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        AlarmDescription: properties.alarmDescription,
        Namespace: properties.namespace,
        MetricName: properties.metricName,
        Statistic: properties.statistic,
        ComparisonOperator: properties.comparisonOperator,
        Threshold: properties.threshold,
        Period: properties.period,
        EvaluationPeriods: properties.evaluationPeriods,
        DatapointsToAlarm: properties.datapointsToAlarm,
        TreatMissingData: properties.treatMissingData,
        Dimensions: Object.entries(properties.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
        AlarmActions: properties.alarmActions,
        OKActions: properties.okActions,
      }),
    );
    return { id: name, outputs: { name, arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}` } };
  },
});

const dashboard = resource({
  applies: { dashboardName: z.string(), dashboardBody: z.string() },
  create: async ({ dashboardName, dashboardBody }, { clients }) => {
    const put = new PutDashboardCommand({ DashboardName: dashboardName, DashboardBody: dashboardBody });
    await clients.cloudWatch.send(put);
    return { id: dashboardName };
  },
});

export const cloudWatchHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:cloudwatch/dashboard:Dashboard': dashboard,
  'aws:cloudwatch/logGroup:LogGroup': logGroup,
  'aws:cloudwatch/metricAlarm:MetricAlarm': metricAlarm,
};
