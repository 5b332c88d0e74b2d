import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { servicePrincipal } from '#infra/partition.ts';
import { policyText, refusePlainHttp, type Statement } from '#infra/policy.ts';

export interface DeadLettersArgs {
  /** Physical name, also of the alarm. */
  readonly queue: string;
  /** ARN of the rule that may put what it could not deliver. Roles need no entry: their own policy names the queue. */
  readonly fromRule?: pulumi.Input<string>;
  /** Told when something arrives. Default: nobody; the alarm still shows. */
  readonly alarmTopicArns?: readonly string[];
}

const FOURTEEN_DAYS_SECONDS = 14 * 24 * 3600;

/** Keeps what one asynchronous edge could not deliver, and raises an alarm as soon as there is something. */
export class DeadLetters extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:infra:DeadLetters', name, {}, opts);
    const queue = new aws.sqs.Queue(
      name,
      { name: args.queue, sqsManagedSseEnabled: true, messageRetentionSeconds: FOURTEEN_DAYS_SECONDS },
      { parent: this },
    );
    const statements = [
      refusePlainHttp('sqs:*', [queue.arn]),
      ...(args.fromRule === undefined ? [] : [admitRule(queue.arn, args.fromRule)]),
    ];
    new aws.sqs.QueuePolicy(name, { queueUrl: queue.url, policy: policyText(statements) }, { parent: this });
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        name: args.queue,
        alarmDescription: 'An event could not be delivered: read it in the queue of this name and act on it by hand.',
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: queue.name },
        statistic: 'Maximum',
        period: 60,
        evaluationPeriods: 1,
        threshold: 0,
        comparisonOperator: 'GreaterThanThreshold',
        // An idle queue sends no data.
        treatMissingData: 'notBreaching',
        alarmActions: [...(args.alarmTopicArns ?? [])],
      },
      { parent: this },
    );
    this.arn = queue.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function admitRule(queueArn: pulumi.Input<string>, ruleArn: pulumi.Input<string>): Statement {
  return {
    Sid: 'AdmitRule',
    Effect: 'Allow',
    Principal: { Service: servicePrincipal('events') },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
}
