import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { SecretsKey } from '#infra/backend/secrets-key.ts';
import type { StateStore } from '#infra/backend/state-store.ts';
import { DeadLetters } from '#infra/components/dead-letters.ts';
import { HandlerFunction } from '#infra/components/handler-function.ts';
import type { Platform } from '#infra/platform.ts';
import { allow, onlyFor, policyText, type Statement, trust } from '#infra/policy.ts';

export interface ProbeArgs {
  readonly platform: Platform;
  readonly prefix: string;
  readonly state: StateStore;
  readonly secretsKey: SecretsKey;
  readonly everyMinutes: number;
  readonly logDays: number;
  readonly alarmTopicArns: readonly string[];
}

/** Proves at intervals that the backend can be read and its secrets opened. Silence raises the alarm as failure does. */
export class Probe extends pulumi.ComponentResource {
  constructor(name: string, args: ProbeArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:backend:Probe', name, {}, opts);
    const { platform, prefix, alarmTopicArns } = args;
    const functionName = `${prefix}-probe`;
    const deadLetters = new DeadLetters(
      `${name}-dead-letters`,
      { queue: `${prefix}-probe-dead-letters`, alarmTopicArns },
      { parent: this },
    );
    const handler = new HandlerFunction(
      name,
      {
        platform,
        functionName,
        bundle: 'probe',
        memoryMb: 256,
        timeoutSeconds: 60,
        environment: {
          STACKFERRY_STATE_BUCKET: args.state.bucket.name,
          STACKFERRY_SECRETS_KEY: args.secretsKey.arn,
        },
        statements: probeStatements(args.state, args.secretsKey),
        logDays: args.logDays,
        deadLettersArn: deadLetters.arn,
      },
      { parent: this },
    );
    this.#schedule(name, args, { functionArn: handler.arn, deadLettersArn: deadLetters.arn });
    this.#alarm(name, args, handler.name);
    this.registerOutputs({});
  }

  #schedule(name: string, { platform, prefix, everyMinutes }: ProbeArgs, target: Target): void {
    const role = new aws.iam.Role(
      `${name}-schedule`,
      { name: `${prefix}-probe-schedule`, assumeRolePolicy: trust('scheduler', platform) },
      { parent: this },
    );
    const policy = policyText([
      allow(['lambda:InvokeFunction'], [target.functionArn]),
      allow(['sqs:SendMessage'], [target.deadLettersArn]),
    ]);
    const rolePolicy = new aws.iam.RolePolicy(
      `${name}-schedule`,
      { name: 'invoke', role: role.name, policy },
      { parent: this },
    );
    new aws.scheduler.Schedule(
      name,
      {
        name: `${prefix}-probe`,
        scheduleExpression: everyMinutes === 1 ? 'rate(1 minute)' : `rate(${everyMinutes} minutes)`,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: target.functionArn,
          roleArn: role.arn,
          deadLetterConfig: { arn: target.deadLettersArn },
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: everyMinutes * 60 },
        },
      },
      { parent: this, dependsOn: [rolePolicy] },
    );
  }

  #alarm(name: string, { prefix, everyMinutes, alarmTopicArns }: ProbeArgs, functionName: pulumi.Output<string>): void {
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        name: `${prefix}-probe`,
        alarmDescription: 'The backend could not be read, its secrets could not be opened, or the probe did not run.',
        namespace: 'AWS/Lambda',
        metricName: 'Errors',
        dimensions: { FunctionName: functionName },
        statistic: 'Sum',
        period: everyMinutes * 60,
        // A run that falls just outside one period must not look like silence.
        evaluationPeriods: 2,
        threshold: 0,
        comparisonOperator: 'GreaterThanThreshold',
        treatMissingData: 'breaching',
        alarmActions: [...alarmTopicArns],
      },
      { parent: this },
    );
  }
}

interface Target {
  readonly functionArn: pulumi.Output<string>;
  readonly deadLettersArn: pulumi.Output<string>;
}

/** Must be the context that infra/backend/probe/probe.ts encrypts with. */
const PROBE_CONTEXT = { StringEquals: { 'kms:EncryptionContext:stack': 'stackferry-probe' } };

/** One object, and a wrap of the probe's own: no stack's data key opens under its context. */
function probeStatements({ bucket, keyArn }: StateStore, secretsKey: SecretsKey): readonly Statement[] {
  return [
    allow(['s3:ListBucket'], [bucket.arn]),
    allow(['s3:GetObject'], [pulumi.interpolate`${bucket.arn}/.pulumi/meta.yaml`]),
    allow(['kms:Decrypt'], [keyArn], onlyFor(bucket.arn)),
    allow(['kms:Encrypt', 'kms:Decrypt'], [secretsKey.arn], PROBE_CONTEXT),
  ];
}
