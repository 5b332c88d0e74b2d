import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const rule = z.looseObject({
  ErrorEquals: z.array(z.string()),
  Next: z.string().optional(),
  MaxAttempts: z.int().optional(),
});

const stateSchema = z.looseObject({
  Type: z.enum(['Task', 'Map', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail']),
  Resource: z.string().optional(),
  Arguments: z.record(z.string(), z.unknown()).optional(),
  Assign: z.record(z.string(), z.unknown()).optional(),
  TimeoutSeconds: z.int().optional(),
  Retry: z.array(rule).optional(),
  Catch: z.array(rule).optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).optional(),
  Default: z.string().optional(),
  Next: z.string().optional(),
  MaxConcurrency: z.int().optional(),
  /** What a Map does for each item. */
  get ItemProcessor() {
    return graphSchema.optional();
  },
});

const graphSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });

const machineSchema = z.looseObject({
  QueryLanguage: z.literal('JSONata'),
  TimeoutSeconds: z.int(),
  StartAt: z.string(),
  States: z.record(z.string(), stateSchema),
});

export type State = z.infer<typeof stateSchema>;
export type Graph = z.infer<typeof graphSchema>;
export type Machine = z.infer<typeof machineSchema> & { readonly name: string };

const folder = new URL('../../statemachine/', import.meta.url);

/** The machines as they stand in the tree, placeholders and all. */
export const machines: readonly Machine[] = readdirSync(folder)
  .filter((name) => name.endsWith('.asl.json'))
  .map((file) => ({
    name: file.replace('.asl.json', ''),
    ...machineSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
  }));

/** The graph itself, and the graph of each Map in it. */
export function graphsOf(graph: Graph): readonly Graph[] {
  const inner = Object.values(graph.States).flatMap(({ ItemProcessor }) => ItemProcessor ?? []);
  return [graph, ...inner.flatMap(graphsOf)];
}

/** Every state, also those inside a Map. */
export function statesOf(graph: Graph): readonly (readonly [string, State])[] {
  return graphsOf(graph).flatMap(({ States }) => Object.entries(States));
}

/** Every state that may follow, by success or by Catch. */
export function successorsOf(state: State): readonly string[] {
  const caught = (state.Catch ?? []).flatMap(({ Next }) => Next ?? []);
  const chosen = (state.Choices ?? []).map(({ Next }) => Next);
  return [...(state.Next ? [state.Next] : []), ...chosen, ...(state.Default ? [state.Default] : []), ...caught];
}
