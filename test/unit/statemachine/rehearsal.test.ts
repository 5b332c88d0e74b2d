import { describe, expect, it } from '@jest/globals';
import { machines, type State, successorsOf } from '#test/support/machines.ts';

const migrate = machines.find(({ name }) => name === 'migrate-tenant');
const states: Readonly<Record<string, State>> = migrate?.States ?? {};

/** Where a choice leads when the run is a rehearsal and everything is well: its first branch that asks for the mode. */
function wayOfRehearsal(name: string): string | undefined {
  const asks = states[name]?.Choices?.find(({ Condition }) => Condition === "{% $mode = 'rehearse' %}");
  return asks?.Next;
}

describe('a rehearsal in migrate-tenant', () => {
  it('reaches cut-over by no way: the one choice before it asks for the mode first', () => {
    const before = Object.keys(states).filter((name) =>
      successorsOf(states[name] ?? { Type: 'Fail' }).includes('Cut over'),
    );

    expect(before).toEqual(['Valid?']);
    expect(states['Valid?']?.Choices?.[0]).toMatchObject({ Condition: "{% $mode = 'rehearse' %}" });
    expect(wayOfRehearsal('Valid?')).toBe('Discard scratch');
  });

  it('that is held on its way throws its scratch away before it ends', () => {
    const held = Object.entries(states).flatMap(([name, { Choices = [] }]) =>
      Choices.filter(({ Next }) => Next === 'Held on its way').map(() => name),
    );

    expect(held).toEqual(['Backed up?', 'Exported?', 'Imported?']);
    expect(wayOfRehearsal('Held on its way')).toBe('Discard scratch');
  });

  it('ends once its scratch is gone', () => {
    expect(states['Discard scratch']).toMatchObject({ Next: 'Settled', Arguments: { Payload: { step: 'discard' } } });
  });
});
