import { type PolicyStatement, statementsIn } from '#test/support/policies.ts';
import type { Declared, Place, ProgramRun } from '#test/support/run-program.ts';

/** Both programs of one partition, together. */
export interface Deployment {
  readonly place: Place;
  readonly resources: readonly Declared[];
}

/** One difference between the partitions that touches what is declared here. */
export interface Row {
  readonly service: string;
  /** What is other in China, or missing there. */
  readonly inChina: string;
  /** How this system lives with it; the title of its test. */
  readonly here: string;
  /** What the declared inputs say about it. */
  readonly observe: (deployment: Deployment) => unknown;
  readonly expected: { readonly aws: unknown; readonly 'aws-cn': unknown };
}

/** A difference that touches nothing here, and by what one would see that it does after all. */
export interface UntouchedRow {
  readonly service: string;
  readonly inChina: string;
  readonly why: string;
  /** Begins the type of its resources. */
  readonly types: string;
  /** Begins the actions of its permissions. */
  readonly actions: string;
}

export function deploymentOf(place: Place, programs: readonly ProgramRun[]): Deployment {
  return { place, resources: programs.flatMap(({ resources }) => resources) };
}

/** For what must be the same in both. */
export function inBoth(expected: unknown): Row['expected'] {
  return { aws: expected, 'aws-cn': expected };
}

/** For what differs in nothing but the partition's id. */
export function inEach(expected: (partition: string) => unknown): Row['expected'] {
  return { aws: expected('aws'), 'aws-cn': expected('aws-cn') };
}

export function ofType({ resources }: Deployment, prefix: string): readonly Declared[] {
  return resources.filter(({ type }) => type.startsWith(prefix));
}

/** The values that an input has among resources of a type; `none` where it is not given. */
export function valuesOf(deployment: Deployment, type: string, input: string): readonly unknown[] {
  return distinct(ofType(deployment, type).map(({ inputs }) => inputs[input] ?? 'none'));
}

export function distinct(values: readonly unknown[]): readonly unknown[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
}

export function statementsOf(deployment: Deployment): readonly PolicyStatement[] {
  return ofType(deployment, 'aws:iam/rolePolicy:').flatMap(statementsIn);
}

/** Everything any role may do, of actions that begin so. */
export function actionsOf(deployment: Deployment, prefix: string): readonly unknown[] {
  const granted = statementsOf(deployment).filter(({ Effect }) => Effect === 'Allow');
  return distinct(granted.flatMap(({ Action }) => Action).filter((action) => action.startsWith(prefix)));
}

/** All that is declared, as one text, with the JSON inside it readable. */
export function textOf({ resources }: Deployment): string {
  return JSON.stringify(resources).replaceAll('\\', '');
}

export function foundIn(deployment: Deployment, pattern: RegExp): readonly unknown[] {
  return distinct(textOf(deployment).match(pattern) ?? []);
}
