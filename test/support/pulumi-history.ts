import { historySchema } from '#src/pulumi/source/cloud-shapes.ts';
import type { ConfigValue, StackUpdate } from '#src/pulumi/source/stack-source.ts';
import { fixture } from '#test/support/pulumi-fixtures.ts';

/** What the service answers about the fixture `dev`, oldest first, without its previews. */
export function devHistory(): readonly StackUpdate[] {
  const { updates } = historySchema.parse(JSON.parse(fixture('dev/source/updates.json').toString('utf8')));
  return updates.filter(({ kind }) => kind !== 'preview').toReversed();
}

export function anUpdate(given: Partial<StackUpdate>): StackUpdate {
  return {
    kind: 'update',
    version: 1,
    startTime: 1_767_225_600,
    endTime: 1_767_225_660,
    message: '',
    result: 'succeeded',
    environment: {},
    resourceChanges: {},
    config: {},
    ...given,
  };
}

export function aConfigValue(text: string, is: Partial<Omit<ConfigValue, 'text'>> = {}): ConfigValue {
  return { text, isSecret: false, isObject: false, ...is };
}
