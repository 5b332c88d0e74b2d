import { fileURLToPath } from 'node:url';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { arnOf, type Platform } from '#infra/platform.ts';
import { allow, allowAnywhere, policyText, type Statement, trust } from '#infra/policy.ts';

export interface HandlerFunctionArgs {
  readonly platform: Platform;
  /** Physical name of function, role and log group. */
  readonly functionName: string;
  /** Folder under `dist/lambdas` that `npm run build` fills. */
  readonly bundle: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** What the code does, beyond writing its own log. */
  readonly statements: readonly Statement[];
  readonly logDays: number;
  /** Default: none; the function has the internet and no private network. */
  readonly network?: Network | undefined;
  /** Where asynchronous invocations end that failed. Default: none; the function is only called synchronously. */
  readonly deadLettersArn?: pulumi.Input<string> | undefined;
}

export interface Network {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** One handler: its function, its own role with what it needs and no more, and its log. */
export class HandlerFunction extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: HandlerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:infra:HandlerFunction', name, {}, opts);
    const { platform, functionName, network } = args;
    const parent = { parent: this };
    const log = { name: `/aws/lambda/${functionName}`, retentionInDays: args.logDays };
    const logGroup = new aws.cloudwatch.LogGroup(name, log, parent);
    const role = new aws.iam.Role(name, { name: functionName, assumeRolePolicy: trust('lambda', platform) }, parent);
    const statements = [...args.statements, ...ownStatements(args, logGroup.arn)];
    const policy = new aws.iam.RolePolicy(
      name,
      { name: 'handler', role: role.name, policy: policyText(statements) },
      parent,
    );
    const { isTraced, runtime, architecture } = platform.partition.features;
    const handlerFunction = new aws.lambda.Function(
      name,
      {
        name: functionName,
        role: role.arn,
        runtime,
        architectures: [architecture],
        handler: 'handler.handler',
        code: bundleOf(args.bundle),
        memorySize: args.memoryMb,
        timeout: args.timeoutSeconds,
        environment: { variables: { ...args.environment } },
        ...(isTraced && { tracingConfig: { mode: 'Active' } }),
        ...(network && {
          vpcConfig: { subnetIds: [...network.subnetIds], securityGroupIds: [...network.securityGroupIds] },
        }),
        ...(args.deadLettersArn && { deadLetterConfig: { targetArn: args.deadLettersArn } }),
      },
      // Lambda refuses a network or a dead-letter queue that the role may not use yet.
      { parent: this, dependsOn: [policy, logGroup] },
    );
    this.arn = handlerFunction.arn;
    this.name = handlerFunction.name;
    this.roleArn = role.arn;
    this.registerOutputs({ arn: this.arn, name: this.name, roleArn: this.roleArn });
  }
}

function bundleOf(bundle: string): pulumi.asset.AssetArchive {
  const file = fileURLToPath(new URL(`../../dist/lambdas/${bundle}/handler.mjs`, import.meta.url));
  return new pulumi.asset.AssetArchive({ 'handler.mjs': new pulumi.asset.FileAsset(file) });
}

function ownStatements(args: HandlerFunctionArgs, logGroupArn: pulumi.Output<string>): readonly Statement[] {
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [pulumi.interpolate`${logGroupArn}:*`]),
    ...(args.deadLettersArn ? [allow(['sqs:SendMessage'], [args.deadLettersArn])] : []),
    ...(args.platform.partition.features.isTraced ? [TRACE] : []),
    ...(args.network ? networkStatements(args) : []),
  ];
}

/** X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACE = allowAnywhere(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], { sid: 'Trace' });

const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * The service attaches the function with the function's own role, and describing interfaces knows no resources. The
 * code itself may not: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
function networkStatements({ platform, functionName }: HandlerFunctionArgs): readonly Statement[] {
  const ownArn = arnOf(platform, { service: 'lambda', resource: `function:${functionName}` });
  const Condition = { ArnEquals: { 'lambda:SourceFunctionArn': ownArn } };
  return [
    allowAnywhere(NETWORK_ACTIONS, { sid: 'AttachToNetwork' }),
    { Sid: 'NotByCode', Effect: 'Deny', Action: NETWORK_ACTIONS, Resource: '*', Condition },
  ];
}
