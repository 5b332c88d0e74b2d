import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type MachineName, renderDefinition } from '#infra/pipeline/definition.ts';
import { arnOf, type Platform } from '#infra/platform.ts';
import { allow, allowAnywhere, policyText, type Statement, trust } from '#infra/policy.ts';

export interface MachineArgs {
  readonly platform: Platform;
  readonly prefix: string;
  /** File in `statemachine/`, and the end of the physical name. */
  readonly machine: MachineName;
  readonly placeholders: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARNs of every function the definition may invoke. */
  readonly functionArns: readonly pulumi.Input<string>[];
  /** Machines it starts and does not wait for. Default: none. */
  readonly starts?: readonly Machine[];
  /** Machines it starts and waits for. Default: none. */
  readonly awaits?: readonly Machine[];
  readonly logDays: number;
}

/** A Standard machine from `statemachine/`, with a role that invokes and starts what it names, and its log. */
export class Machine extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly machineName: string;

  constructor(name: string, args: MachineArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:pipeline:Machine', name, {}, opts);
    const { platform, machine } = args;
    const { isTraced } = platform.partition.features;
    this.machineName = `${args.prefix}-${machine}`;
    const parent = { parent: this };
    // The prefix keeps the account's one log resource policy from overflowing:
    // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
    const log = { name: `/aws/vendedlogs/states/${this.machineName}`, retentionInDays: args.logDays };
    const logGroup = new aws.cloudwatch.LogGroup(name, log, parent);
    const role = new aws.iam.Role(
      name,
      { name: this.machineName, assumeRolePolicy: trust('states', platform) },
      parent,
    );
    const policy = new aws.iam.RolePolicy(
      name,
      { name: 'machine', role: role.name, policy: policyText(statementsOf(args)) },
      parent,
    );
    const stateMachine = new aws.sfn.StateMachine(
      name,
      {
        name: this.machineName,
        type: 'STANDARD',
        roleArn: role.arn,
        definition: pulumi
          .output(args.placeholders)
          .apply((placeholders) => renderDefinition(machine, { ...placeholders, partition: platform.partition.id })),
        loggingConfiguration: {
          level: 'ALL',
          // Inputs are pointers, but an error's cause is text that others wrote.
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${logGroup.arn}:*`,
        },
        ...(isTraced && { tracingConfiguration: { enabled: true } }),
      },
      { parent: this, dependsOn: [policy] },
    );
    this.arn = stateMachine.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function statementsOf({ platform, functionArns, starts = [], awaits = [] }: MachineArgs): readonly Statement[] {
  const qualified = functionArns.map((arn) => pulumi.interpolate`${arn}:*`);
  const started = [...starts, ...awaits].map(({ arn }) => arn);
  return [
    allow(['lambda:InvokeFunction'], [...functionArns, ...qualified]),
    ...(started.length === 0 ? [] : [allow(['states:StartExecution'], started)]),
    ...awaits.flatMap((child) => awaitStatements(platform, child)),
    DELIVER_LOGS,
    ...(platform.partition.features.isTraced ? [TRACE] : []),
  ];
}

/**
 * `.sync` watches the child through a rule that the service manages, and stops it when the parent is stopped:
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
function awaitStatements(platform: Platform, { machineName }: Machine): readonly Statement[] {
  const executions = arnOf(platform, { service: 'states', resource: `execution:${machineName}:*` });
  const resource = 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';
  return [
    allow(['states:DescribeExecution', 'states:StopExecution'], [executions]),
    allow(
      ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      [arnOf(platform, { service: 'events', resource })],
    ),
  ];
}

/** Log deliveries are no resources: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const DELIVER_LOGS = allowAnywhere(
  [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  { sid: 'DeliverLogs' },
);

/** X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACE = allowAnywhere(
  ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  { sid: 'Trace' },
);
