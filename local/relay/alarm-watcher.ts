import { randomUUID } from 'node:crypto';
import { type CompositeAlarm, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Clients } from '#local/deploy/clients.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export interface AlarmEvent {
  readonly id: string;
  readonly source: 'aws.cloudwatch';
  readonly 'detail-type': 'CloudWatch Alarm State Change';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly alarmName: string;
    readonly state: { readonly value: string; readonly reason: string; readonly timestamp: string };
    readonly previousState: { readonly value: string };
  };
}

/** Every alarm begins without data. */
const FIRST_STATE = 'INSUFFICIENT_DATA';

/** Returns a function that reads what changed since it was last called. */
export function alarmWatcher({ cloudWatch }: Clients, region: string): () => Promise<readonly AlarmEvent[]> {
  const states = new Map<string, string>();
  return async () => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    const alarms: readonly (MetricAlarm | CompositeAlarm)[] = [...MetricAlarms, ...CompositeAlarms];
    return alarms.flatMap((alarm) => {
      const { AlarmArn = '', StateValue = FIRST_STATE } = alarm;
      const previous = states.get(AlarmArn) ?? FIRST_STATE;
      states.set(AlarmArn, StateValue);
      return previous === StateValue ? [] : [eventOf(alarm, previous, region)];
    });
  };
}

function eventOf(alarm: MetricAlarm | CompositeAlarm, previous: string, region: string): AlarmEvent {
  const time = (alarm.StateUpdatedTimestamp ?? new Date()).toISOString();
  const arn = alarm.AlarmArn ?? '';
  return {
    id: randomUUID(),
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    account: arn.split(':')[4] ?? '',
    time,
    region,
    resources: [arn],
    detail: {
      alarmName: alarm.AlarmName ?? '',
      state: { value: alarm.StateValue ?? FIRST_STATE, reason: alarm.StateReason ?? '', timestamp: time },
      previousState: { value: previous },
    },
  };
}
