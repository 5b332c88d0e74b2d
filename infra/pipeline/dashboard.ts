import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { HandlerFunction } from '#infra/components/handler-function.ts';
import type { Functions } from '#infra/pipeline/functions.ts';
import type { Machines } from '#infra/pipeline/machines.ts';
import { widgetsOf } from '#infra/pipeline/widgets.ts';

export interface DashboardArgs {
  readonly prefix: string;
  readonly region: string;
  readonly table: pulumi.Input<string>;
  readonly machines: Machines;
  readonly functions: Functions;
  readonly command: HandlerFunction;
}

/** The whole deployment on one page: what steps come to, what failed of which tenant, and what lies unread. */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super('stackferry:pipeline:Dashboard', name, {}, opts);
    const { prefix, region, table, machines, functions, command } = args;
    const names = pulumi.output({
      region,
      prefix,
      table,
      machineArns: Object.values(machines).map(({ arn }) => arn),
      functions: [...handlersOf(functions), command].map((handler) => handler.name),
    });
    const dashboardBody = names.apply((known) => JSON.stringify({ widgets: widgetsOf(known) }));
    new aws.cloudwatch.Dashboard(name, { dashboardName: prefix, dashboardBody }, { parent: this });
    this.registerOutputs({});
  }
}

/** Groups without a network share their functions. */
function handlersOf({ common, dispatch, shared, byGroup }: Functions): readonly HandlerFunction[] {
  const copies = [...new Set([shared, ...Object.values(byGroup)])];
  return [...Object.values(common), dispatch, ...copies.flatMap((copy) => Object.values(copy))];
}
