/** What the widgets of the dashboard show, by the names it has in this deployment. */
export interface DashboardNames {
  readonly region: string;
  /** Begins the names of all dead-letter queues. */
  readonly prefix: string;
  readonly table: string;
  readonly machineArns: readonly string[];
  readonly functions: readonly string[];
}

export interface Widget {
  readonly type: 'metric' | 'log' | 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

type Content = Pick<Widget, 'type' | 'properties'>;

const WIDTH = 12;
const HEIGHT = 6;
const PERIOD_SECONDS = 300;
/** Of one log query. */
const MOST_LOG_GROUPS = 50;

/** Two columns. Nothing but metrics, searches and log queries, which CloudWatch has in every partition. */
export function widgetsOf(names: DashboardNames): readonly Widget[] {
  const contents: readonly Content[] = [
    searched(names, { title: 'Steps that ended, by outcome', search: stepSearch('StepEnded', 'Sum') }),
    searched(names, { title: 'Steps that failed, by error', search: stepSearch('StepFailed', 'Sum') }),
    searched(names, { title: 'Seconds a step takes (p95)', search: stepSearch('StepSeconds', 'p95') }),
    failures(names),
    executions(names, 'Executions that began and ended', ['ExecutionsStarted', 'ExecutionsSucceeded']),
    executions(names, 'Executions that need a look', ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted']),
    measured(names, { title: 'Functions: errors and throttles', metrics: functionMetrics(names) }),
    measured(names, { title: 'Tracking table: throttles', metrics: tableMetrics(names) }),
    searched(names, { title: 'Dead letters waiting to be read', search: deadLetterSearch(names) }),
    help(names),
  ];
  return contents.map((content, index) => ({
    ...content,
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
  }));
}

/** The dimensions that src/aws/step.ts gives its metrics. */
function stepSearch(metric: string, statistic: string): string {
  return `SEARCH('{stackferry,service,step,outcome} MetricName="${metric}"', '${statistic}', ${PERIOD_SECONDS})`;
}

/** Words match parts of names, so the hyphens between them are left out. */
function deadLetterSearch({ prefix }: DashboardNames): string {
  const words = `${prefix.replaceAll('-', ' ')} dead letters`;
  const metric = 'MetricName="ApproximateNumberOfMessagesVisible"';
  return `SEARCH('{AWS/SQS,QueueName} ${metric} ${words}', 'Maximum', ${PERIOD_SECONDS})`;
}

function searched({ region }: DashboardNames, shown: { readonly title: string; readonly search: string }): Content {
  const metrics = [[{ expression: shown.search }]];
  return { type: 'metric', properties: { title: shown.title, region, metrics, view: 'timeSeries' } };
}

type Metric = readonly [namespace: string, name: string, dimension: string, value: string];

function measured(
  { region }: DashboardNames,
  { title, metrics }: { readonly title: string; readonly metrics: readonly Metric[] },
): Content {
  return {
    type: 'metric',
    properties: { title, region, metrics, view: 'timeSeries', stat: 'Sum', period: PERIOD_SECONDS },
  };
}

function executions(names: DashboardNames, title: string, metrics: readonly string[]): Content {
  const all = names.machineArns.flatMap((arn) =>
    metrics.map((metric): Metric => ['AWS/States', metric, 'StateMachineArn', arn]),
  );
  return measured(names, { title, metrics: all });
}

function functionMetrics({ functions }: DashboardNames): readonly Metric[] {
  return ['Errors', 'Throttles'].flatMap((metric) =>
    functions.map((name): Metric => ['AWS/Lambda', metric, 'FunctionName', name]),
  );
}

function tableMetrics({ table }: DashboardNames): readonly Metric[] {
  return ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
    (metric): Metric => ['AWS/DynamoDB', metric, 'TableName', table],
  );
}

/** Which tenant it was stands in the logs: metrics do not know tenants. */
function failures({ region, functions }: DashboardNames): Content {
  const sources = functions.slice(0, MOST_LOG_GROUPS).map((name) => `SOURCE '/aws/lambda/${name}'`);
  const query = [
    ...sources,
    'fields @timestamp, tenant, run, step, error, said',
    "filter message = 'step fails'",
    'sort @timestamp desc',
    'limit 50',
  ].join(' | ');
  return { type: 'log', properties: { title: 'The last failures, by tenant', region, query, view: 'table' } };
}

function help({ region }: DashboardNames): Content {
  const markdown = [
    `# stackferry in ${region}`,
    '`stackferry status --watch` – where every tenant stands',
    '`stackferry explain <tenant>` – why, who is awaited, what to run next',
    '`stackferry brake on --group <group> --why "…"` – stops a group before the next step of each run; never stop an execution',
    '`stackferry doctor` – what the migration stands on',
  ].join('\n\n');
  return { type: 'text', properties: { markdown } };
}
