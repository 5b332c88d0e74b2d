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

const FUNCTION = 'aws:lambda/function:';
const MACHINE = 'aws:sfn/stateMachine:';

export const COMPUTE_ROWS: readonly Row[] = [
  {
    service: 'Step Functions',
    inChina: 'no calls of HTTPS APIs',
    here: 'machines call functions and machines and nothing else, by ARNs of their partition',
    observe: (deployment) => foundIn(deployment, /(?<="Resource":")arn:[^"]+:states:::[^"]+/g),
    expected: inEach((partition) => [
      `arn:${partition}:states:::lambda:invoke`,
      `arn:${partition}:states:::states:startExecution`,
      `arn:${partition}:states:::states:startExecution.sync:2`,
    ]),
  },
  {
    service: 'Step Functions',
    inChina: 'no calls of HTTPS APIs',
    here: 'no role may call an HTTPS endpoint or read a connection’s credentials',
    observe: (deployment) => [
      ...actionsOf(deployment, 'states:InvokeHTTPEndpoint'),
      ...actionsOf(deployment, 'events:RetrieveConnectionCredentials'),
    ],
    expected: inBoth([]),
  },
  {
    service: 'Lambda',
    inChina: 'no integration with X-Ray',
    here: 'functions are traced where that is possible',
    observe: (deployment) => valuesOf(deployment, FUNCTION, 'tracingConfig'),
    expected: { aws: [{ mode: 'Active' }], 'aws-cn': ['none'] },
  },
  {
    service: 'X-Ray',
    inChina: 'has an address, but Lambda does not reach it',
    here: 'machines are traced where functions are: half a trace says nothing',
    observe: (deployment) => valuesOf(deployment, MACHINE, 'tracingConfiguration'),
    expected: { aws: [{ enabled: true }], 'aws-cn': ['none'] },
  },
  {
    service: 'X-Ray',
    inChina: 'has an address, but Lambda does not reach it',
    here: 'roles may write traces only where there are any',
    observe: (deployment) => actionsOf(deployment, 'xray:').length > 0,
    expected: { aws: true, 'aws-cn': false },
  },
  {
    service: 'Lambda',
    inChina: 'newer runtimes and arm64 are not promised',
    here: 'runtime and architecture are the partition’s',
    observe: (deployment) =>
      distinct(ofType(deployment, FUNCTION).map(({ inputs }) => [inputs['runtime'], inputs['architectures']])),
    expected: { aws: [['nodejs24.x', ['arm64']]], 'aws-cn': [['nodejs22.x', ['x86_64']]] },
  },
  {
    service: 'Lambda',
    inChina: 'no function URLs',
    here: 'nothing has a URL, and nobody may invoke by one',
    observe: (deployment) => [
      ...ofType(deployment, 'aws:lambda/functionUrl:'),
      ...actionsOf(deployment, 'lambda:InvokeFunctionUrl'),
    ],
    expected: inBoth([]),
  },
  {
    service: 'Lambda',
    inChina: 'no key of the customer’s for zip packages',
    here: 'packages are encrypted as Lambda does by itself; they hold no secret',
    observe: (deployment) => valuesOf(deployment, FUNCTION, 'sourceKmsKeyArn'),
    expected: inBoth(['none']),
  },
  {
    service: 'Lambda',
    inChina: 'S3 is no destination of failed invocations',
    here: 'what failed asynchronously ends in a queue, by the function’s own setting',
    observe: (deployment) => ({
      queues: foundIn(deployment, /(?<="deadLetterConfig":{"targetArn":")arn:[a-z-]+:[a-z0-9]+/g),
      destinations: ofType(deployment, 'aws:lambda/functionEventInvokeConfig:'),
    }),
    expected: inEach((partition) => ({ queues: [`arn:${partition}:sqs`], destinations: [] })),
  },
  {
    service: 'Lambda',
    inChina: 'no metrics of asynchronous invocations',
    here: 'alarms and dashboard read errors and throttles only',
    observe: (deployment) => foundIn(deployment, /AsyncEvent\w+|DestinationDeliveryFailures/g),
    expected: inBoth([]),
  },
  {
    service: 'Lambda',
    inChina: 'event source mappings without metrics, tags and provisioned mode',
    here: 'there are no event source mappings: machines, rules and schedules invoke',
    observe: (deployment) => ofType(deployment, 'aws:lambda/eventSourceMapping:'),
    expected: inBoth([]),
  },
  {
    service: 'Lambda',
    inChina: 'no detection of recursive loops, fewer kinds of SnapStart and log delivery',
    here: 'functions use none of it',
    observe: (deployment) =>
      ['snapStart', 'loggingConfig', 'durableConfig'].flatMap((input) => valuesOf(deployment, FUNCTION, input)),
    expected: inBoth(['none', 'none', 'none']),
  },
  {
    service: 'Powertools',
    inChina: 'a layer in Beijing, none listed in Ningxia',
    here: 'the library is in each bundle, and no function has a layer',
    observe: (deployment) => valuesOf(deployment, FUNCTION, 'layers'),
    expected: inBoth(['none']),
  },
  {
    service: 'EKS',
    inChina: 'issuers and registries have hosts and accounts of their own',
    here: 'a cluster is described by the ARN of its partition, and read under its own access entry',
    observe: (deployment) => ({
      actions: actionsOf(deployment, 'eks:'),
      clusters: foundIn(deployment, /arn:[a-z-]+:eks:[^"]+/g),
    }),
    expected: {
      aws: { actions: ['eks:DescribeCluster'], clusters: ['arn:aws:eks:us-east-1:111122223333:cluster/*'] },
      'aws-cn': { actions: ['eks:DescribeCluster'], clusters: ['arn:aws-cn:eks:cn-north-1:111122223333:cluster/*'] },
    },
  },
];
