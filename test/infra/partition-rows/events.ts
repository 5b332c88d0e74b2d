import {
  actionsOf,
  distinct,
  foundIn,
  inBoth,
  inEach,
  ofType,
  type Row,
  valuesOf,
} from '#test/infra/partition-rows/row.ts';

const SCHEDULE = 'aws:scheduler/schedule:';
const QUEUE = 'aws:sqs/queue:';
const ALARM = 'aws:cloudwatch/metricAlarm:';

export const EVENT_ROWS: readonly Row[] = [
  {
    service: 'EventBridge',
    inChina: 'no private API destinations, no global endpoints',
    here: 'rules of the default bus reach machines and functions of their partition',
    observe: (deployment) => ({
      buses: valuesOf(deployment, 'aws:cloudwatch/eventRule:', 'eventBusName'),
      targets: distinct(
        ofType(deployment, 'aws:cloudwatch/eventTarget:').map(({ inputs }) => serviceOf(inputs['arn'])),
      ),
    }),
    expected: inEach((partition) => ({
      buses: ['none'],
      targets: [`arn:${partition}:lambda`, `arn:${partition}:states`],
    })),
  },
  {
    service: 'EventBridge Scheduler',
    inChina: 'which universal targets it has is not established',
    here: 'schedules start a machine or invoke a function, by ARNs of their partition',
    observe: (deployment) =>
      distinct(ofType(deployment, SCHEDULE).map(({ inputs }) => serviceOf((inputs['target'] as { arn: string }).arn))),
    expected: inEach((partition) => [`arn:${partition}:lambda`, `arn:${partition}:states`]),
  },
  {
    service: 'EventBridge Scheduler',
    inChina: 'no daylight saving time, unlike where most windows are',
    here: 'what opens at a time of day names its zone; what only repeats needs none',
    observe: (deployment) =>
      distinct(
        ofType(deployment, SCHEDULE).map(({ inputs }) => [
          inputs['scheduleExpression'],
          inputs['scheduleExpressionTimezone'] ?? 'none',
        ]),
      ),
    expected: inBoth([
      ['cron(30 22 ? * TUE,THU *)', 'America/New_York'],
      ['rate(15 minutes)', 'none'],
    ]),
  },
  {
    service: 'SNS',
    inChina: 'no SMS, no mobile push, no data protection of messages',
    here: 'alarms go to topics that are given; none is made, subscribed or published to',
    observe: (deployment) => [
      ...ofType(deployment, 'aws:sns/'),
      ...actionsOf(deployment, 'sns:'),
      ...foundIn(deployment, /arn:[a-z-]+:sns:[^"]+/g),
    ],
    expected: inBoth([]),
  },
  {
    service: 'SQS',
    inChina: 'no redrive from dead-letter queues',
    here: 'queues are where things end: none redrives, and roles only ever send',
    observe: (deployment) => ({
      policies: ['redrivePolicy', 'redriveAllowPolicy'].flatMap((input) => valuesOf(deployment, QUEUE, input)),
      actions: actionsOf(deployment, 'sqs:'),
    }),
    expected: inBoth({ policies: ['none', 'none'], actions: ['sqs:SendMessage'] }),
  },
  {
    service: 'SQS',
    inChina: 'no redrive from dead-letter queues',
    here: 'each queue has an alarm that says to act by hand',
    observe: (deployment) => {
      const watched = ofType(deployment, ALARM).filter(({ inputs }) =>
        /by hand/.test(String(inputs['alarmDescription'])),
      );
      const names = new Set(watched.map(({ inputs }) => JSON.stringify(inputs['dimensions'])));
      return ofType(deployment, QUEUE).filter(
        ({ inputs }) => !names.has(JSON.stringify({ QueueName: inputs['name'] })),
      );
    },
    expected: inBoth([]),
  },
  {
    service: 'CloudWatch',
    inChina: 'no RUM, Application Signals or managed Prometheus and Grafana; alarm mute rules not established',
    here: 'logs, alarms on metrics and one dashboard, and the probe is a function and no canary',
    observe: (deployment) =>
      distinct(
        ['aws:cloudwatch/', 'aws:synthetics/', 'aws:rum/', 'aws:amp/', 'aws:grafana/'].flatMap((prefix) =>
          ofType(deployment, prefix).map(({ type }) => type.replace(/^aws:(.*)\/.*:/, '$1 ')),
        ),
      ),
    expected: inBoth(
      ['Dashboard', 'EventRule', 'EventTarget', 'LogGroup', 'MetricAlarm'].map((kind) => `cloudwatch ${kind}`),
    ),
  },
  {
    service: 'CloudWatch',
    inChina: 'metrics of fewer services',
    here: 'alarms and dashboard read metrics that both partitions have',
    observe: (deployment) => foundIn(deployment, /AWS\/[A-Z]\w+/g),
    expected: inBoth(['AWS/DynamoDB', 'AWS/Lambda', 'AWS/SQS', 'AWS/States']),
  },
];

/** Partition and service of an ARN. */
function serviceOf(arn: unknown): string {
  return String(arn).split(':').slice(0, 3).join(':');
}
