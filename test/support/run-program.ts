import { runtime } from '@pulumi/pulumi';

export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Kept through deletion of the stack: `protect` and `retainOnDelete` both. */
  readonly isKept: boolean;
}

export interface Place {
  readonly partition: string;
  readonly region: string;
}

export interface ProgramOrder {
  readonly program: () => Promise<object>;
  readonly project: string;
  readonly place: Place;
  /** Values as the program's configuration holds them; objects become JSON. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface ProgramRun {
  readonly resources: readonly Declared[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Everything of a type, as `aws:s3/bucket:Bucket`. */
  ofType(type: string): readonly Declared[];
  /** Throws when the program declares no such resource, or several. */
  one(type: string, name: string): Declared;
}

export const ACCOUNT = '111122223333';

/** Runs a Pulumi program under mocks and records what it declares. Runs follow each other: the runtime is one. */
export async function runProgram({ program, project, place, config = {} }: ProgramOrder): Promise<ProgramRun> {
  const resources: Omit<Declared, 'isKept'>[] = [];
  const kept = new Set<string>();
  const mocks = {
    newResource: ({ type, name, inputs }: runtime.MockResourceArgs) => {
      resources.push({ type, name, inputs });
      return { id: `${name}-id`, state: { ...inputs, ...madeUp({ type, name, inputs, place }) } };
    },
    call: ({ token }: runtime.MockCallArgs) => answer(token, place),
  };
  await runtime.setMocks(mocks, project, 'test');
  runtime.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [`${project}:${key}`, textOf(value)])),
  );
  const outputs = await runtime.runInPulumiStack(async () => {
    runtime.registerStackTransformation(({ type, name, opts }) => {
      if (opts.protect === true && opts.retainOnDelete === true) kept.add(`${type} ${name}`);
      return undefined;
    });
    return await program();
  });
  await runtime.disconnect();
  return recordOf(
    resources.map((resource) => ({ ...resource, isKept: kept.has(`${resource.type} ${resource.name}`) })),
    outputs ?? {},
  );
}

function recordOf(resources: readonly Declared[], outputs: ProgramRun['outputs']): ProgramRun {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const one = (type: string, name: string) => {
    const found = ofType(type).filter((resource) => resource.name === name);
    const [resource] = found;
    if (found.length === 1 && resource) return resource;
    const names = ofType(type).map((other) => other.name);
    throw new Error(`expected one ${type} named ${name}, found ${found.length} among ${names.join(', ')}`);
  };
  return { resources, outputs, ofType, one };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function answer(token: string, { partition, region }: Place): Record<string, unknown> {
  const answers: Readonly<Record<string, Record<string, unknown>>> = {
    'aws:index/getPartition:getPartition': { partition },
    'aws:index/getRegion:getRegion': { region },
    'aws:index/getCallerIdentity:getCallerIdentity': { accountId: ACCOUNT },
  };
  const found = answers[token];
  if (!found) throw new Error(`nobody answers ${token}`);
  return found;
}

interface MadeUp {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** What the provider would add, in the shapes of the partition at hand. */
function madeUp({ type, name, inputs, place }: MadeUp): Record<string, unknown> {
  const region = typeof inputs['region'] === 'string' ? inputs['region'] : place.region;
  const named = typeof inputs['name'] === 'string' ? inputs['name'] : name;
  const arn = (service: string, resource: string) =>
    `arn:${place.partition}:${service}:${region}:${ACCOUNT}:${resource}`;
  switch (type) {
    case 'aws:s3/bucket:Bucket':
      return { arn: `arn:${place.partition}:s3:::${String(inputs['bucket'])}` };
    case 'aws:iam/role:Role':
      return { arn: `arn:${place.partition}:iam::${ACCOUNT}:role/${named}` };
    case 'aws:kms/key:Key':
    case 'aws:kms/replicaKey:ReplicaKey':
      return { arn: arn('kms', `key/${name}`), keyId: `key-${name}` };
    case 'aws:sqs/queue:Queue':
      return { arn: arn('sqs', named), url: `https://sqs.invalid/${named}` };
    case 'aws:cloudwatch/logGroup:LogGroup':
      return { arn: arn('logs', `log-group:${named}`) };
    case 'aws:lambda/function:Function':
      return { arn: arn('lambda', `function:${named}`) };
    case 'aws:sfn/stateMachine:StateMachine':
      return { arn: arn('states', `stateMachine:${named}`) };
    case 'aws:cloudwatch/eventRule:EventRule':
      return { arn: arn('events', `rule/${named}`) };
    case 'aws:dynamodb/table:Table':
      return { arn: arn('dynamodb', `table/${named}`) };
    case 'aws:secretsmanager/secret:Secret':
      return { arn: arn('secretsmanager', `secret:${named}-AbCdEf`) };
    default:
      return {};
  }
}
