import * as pulumi from '@pulumi/pulumi';
import { DeadLetters } from '#infra/components/dead-letters.ts';
import { HandlerFunction, type HandlerFunctionArgs, type Network } from '#infra/components/handler-function.ts';
import {
  CLUSTER_HANDLERS,
  type ClusterHandler,
  COMMON_HANDLERS,
  type CommonHandler,
  DISPATCH_HANDLER,
  type HandlerNeeds,
} from '#infra/pipeline/handlers.ts';
import { type Stores, settingsOf } from '#infra/pipeline/stores.ts';

export type ClusterFunctions = Readonly<Record<ClusterHandler, HandlerFunction>>;

export interface Functions {
  readonly common: Readonly<Record<CommonHandler, HandlerFunction>>;
  /** Decides about waves; only run-wave and the rule on lost waves invoke it. */
  readonly dispatch: HandlerFunction;
  /** The copies outside any private network. */
  readonly shared: ClusterFunctions;
  /** By group: its own copies where it has a network, else the shared ones. */
  readonly byGroup: Readonly<Record<string, ClusterFunctions>>;
}

export function declareFunctions(stores: Stores): Functions {
  const shared = declareClusterFunctions(stores);
  const groups = stores.config.groups.map(({ name, network }) => [
    name,
    network ? declareClusterFunctions(stores, { name, network }) : shared,
  ]);
  return {
    common: {
      export: declare(stores, 'export', COMMON_HANDLERS.export),
      import: declare(stores, 'import', COMMON_HANDLERS.import),
      cutover: declare(stores, 'cutover', COMMON_HANDLERS.cutover),
      notify: declare(stores, 'notify', COMMON_HANDLERS.notify),
    },
    dispatch: declare(stores, 'dispatch', DISPATCH_HANDLER, {
      deadLettersArn: declareDeadLetters(stores, 'dispatch').arn,
    }),
    shared,
    byGroup: Object.fromEntries(groups),
  };
}

interface GroupNetwork {
  readonly name: string;
  readonly network: Network;
}

function declareClusterFunctions(stores: Stores, group?: GroupNetwork): ClusterFunctions {
  // Only the shared copy is the target of a rule, and so invoked asynchronously.
  const deadLettersArn = group ? undefined : declareDeadLetters(stores, 'rollback').arn;
  return {
    backup: declare(stores, 'backup', CLUSTER_HANDLERS.backup, { group }),
    validate: declare(stores, 'validate', CLUSTER_HANDLERS.validate, { group }),
    watch: declare(stores, 'watch', CLUSTER_HANDLERS.watch, { group }),
    rollback: declare(stores, 'rollback', CLUSTER_HANDLERS.rollback, { group, deadLettersArn }),
  };
}

function declareDeadLetters({ config: { prefix, alarmTopicArns } }: Stores, handler: string): DeadLetters {
  return new DeadLetters(`${handler}-dead-letters`, { queue: `${prefix}-${handler}-dead-letters`, alarmTopicArns });
}

interface Placement {
  readonly group?: GroupNetwork | undefined;
  readonly deadLettersArn?: HandlerFunctionArgs['deadLettersArn'];
}

function declare(
  stores: Stores,
  handler: CommonHandler | ClusterHandler | 'dispatch',
  { memoryMb, timeoutSeconds, grants }: HandlerNeeds,
  { group, deadLettersArn }: Placement = {},
): HandlerFunction {
  const { platform, config } = stores;
  const name = group ? `${handler}-${group.name}` : handler;
  return new HandlerFunction(name, {
    platform,
    functionName: `${config.prefix}-${name}`,
    bundle: handler,
    memoryMb,
    timeoutSeconds,
    environment: settingsOf(stores),
    statements: grants(stores),
    logDays: config.logDays,
    network: group?.network,
    deadLettersArn,
  });
}

/** `{group: {backup, validate, watch, rollback}}` of function ARNs, as JSON: the machines look their functions up in it. */
export function clusterFunctionsText({ byGroup }: Functions): pulumi.Output<string> {
  const arns = Object.entries(byGroup).map(([group, { backup, validate, watch, rollback }]) => [
    group,
    { backup: backup.arn, validate: validate.arn, watch: watch.arn, rollback: rollback.arn },
  ]);
  return pulumi.jsonStringify(Object.fromEntries(arns));
}

/** What people need of the functions: their names, and the roles that clusters must admit for reading. */
export function outputsOf({ common, dispatch, shared, byGroup }: Functions) {
  const copies = [...new Set([shared, ...Object.values(byGroup)])];
  return {
    functions: Object.fromEntries(
      [...Object.entries({ ...common, dispatch }), ...Object.entries(shared)].map(([handler, declared]) => [
        handler,
        declared.name,
      ]),
    ),
    /** For the access entries of EKS clusters. */
    clusterReaders: copies.flatMap((copy) => Object.values(copy)).map(({ roleArn }) => roleArn),
  };
}
