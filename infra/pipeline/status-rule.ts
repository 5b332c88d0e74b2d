import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { DeadLetters } from '#infra/components/dead-letters.ts';
import type { HandlerFunction } from '#infra/components/handler-function.ts';
import { servicePrincipal } from '#infra/partition.ts';
import type { Machine } from '#infra/pipeline/machine.ts';
import type { Platform } from '#infra/platform.ts';
import { allow, policyText, trust } from '#infra/policy.ts';

export interface StatusRuleArgs {
  readonly platform: Platform;
  readonly prefix: string;
  /** Whose lost executions it hears of. */
  readonly lost: Machine;
  /** Default: all three ways an execution can end without success. */
  readonly statuses?: readonly ('FAILED' | 'TIMED_OUT' | 'ABORTED')[];
  /** What is given the whole event. */
  readonly target: { readonly machine: Machine } | { readonly handler: HandlerFunction };
  readonly alarmTopicArns: readonly string[];
}

/**
 * Acts when an execution ends without having decided anything: Catch sees neither a stopped execution nor a machine's
 * timeout nor an expression that failed.
 */
export class StatusRule extends pulumi.ComponentResource {
  constructor(name: string, args: StatusRuleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:pipeline:StatusRule', name, {}, opts);
    const { platform, prefix, lost, target, alarmTopicArns } = args;
    const { statuses = ['FAILED', 'TIMED_OUT', 'ABORTED'] } = args;
    const ruleName = `${prefix}-${name}`;
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: ruleName,
        description: `Executions of ${lost.machineName} that ended ${statuses.join(', ')}`,
        eventPattern: pulumi.jsonStringify({
          source: ['aws.states'],
          'detail-type': ['Step Functions Execution Status Change'],
          detail: { status: [...statuses], stateMachineArn: [lost.arn] },
        }),
      },
      { parent: this },
    );
    const deadLetters = new DeadLetters(
      `${name}-dead-letters`,
      { queue: `${ruleName}-dead-letters`, fromRule: rule.arn, alarmTopicArns },
      { parent: this },
    );
    const common = { rule: rule.name, deadLetterConfig: { arn: deadLetters.arn } };
    if ('machine' in target) {
      const { role, policy } = this.#admitToMachine(name, ruleName, platform, target.machine);
      const admitted = { parent: this, dependsOn: [policy] };
      new aws.cloudwatch.EventTarget(name, { ...common, arn: target.machine.arn, roleArn: role.arn }, admitted);
    } else {
      const permission = this.#admitToFunction(name, rule, target.handler);
      const admitted = { parent: this, dependsOn: [permission] };
      new aws.cloudwatch.EventTarget(name, { ...common, arn: target.handler.arn }, admitted);
    }
    this.registerOutputs({});
  }

  #admitToMachine(name: string, roleName: string, platform: Platform, machine: Machine) {
    const role = new aws.iam.Role(
      name,
      { name: roleName, assumeRolePolicy: trust('events', platform) },
      { parent: this },
    );
    const start = policyText([allow(['states:StartExecution'], [machine.arn])]);
    const policy = new aws.iam.RolePolicy(name, { name: 'start', role: role.name, policy: start }, { parent: this });
    return { role, policy };
  }

  #admitToFunction(name: string, rule: aws.cloudwatch.EventRule, handler: HandlerFunction): aws.lambda.Permission {
    return new aws.lambda.Permission(
      name,
      {
        action: 'lambda:InvokeFunction',
        function: handler.name,
        principal: servicePrincipal('events'),
        sourceArn: rule.arn,
      },
      { parent: this },
    );
  }
}
