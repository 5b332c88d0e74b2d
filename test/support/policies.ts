import type { Declared, ProgramRun } from '#test/support/run-program.ts';

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function statementsIn({ inputs }: Declared): readonly PolicyStatement[] {
  return (JSON.parse(String(inputs['policy'])) as { Statement: PolicyStatement[] }).Statement;
}

/** What the role of that resource name may do. */
export function grantsOf(run: ProgramRun, role: string): readonly PolicyStatement[] {
  return statementsIn(run.one('aws:iam/rolePolicy:RolePolicy', role)).filter(({ Effect }) => Effect === 'Allow');
}

export function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

/** Everything the role may do, each action with each resource, as `action on resource`. */
export function permissionsOf(run: ProgramRun, role: string): readonly string[] {
  const pairs = grantsOf(run, role).flatMap(({ Action, Resource }) =>
    listOf(Action).flatMap((action) => listOf(Resource).map((resource) => `${action} on ${resource}`)),
  );
  return [...new Set(pairs)].toSorted();
}

/** The actions a role has on resources that match. */
export function actionsOn(run: ProgramRun, role: string, resource: RegExp): readonly string[] {
  const actions = grantsOf(run, role)
    .filter(({ Resource }) => listOf(Resource).some((one) => resource.test(one)))
    .flatMap(({ Action }) => listOf(Action));
  return [...new Set(actions)].toSorted();
}
