import { describe, expect, it } from '@jest/globals';
import { parseDeployment } from '#src/pulumi/format/deployment.ts';
import { differencesOf } from '#src/pulumi/format/differences.ts';

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

interface State {
  manifest: { time: string };
  resources: Record<string, unknown>[];
  pending_operations: unknown[];
}

function aState(): State {
  return {
    manifest: { time: 'then' },
    resources: [
      { urn: 'urn:root', outputs: {} },
      {
        urn: 'urn:web',
        inputs: { spec: { replicas: 3, ports: [80, 443] }, password: { [SIGNATURE]: SECRET, ciphertext: 'hunter2' } },
      },
      { urn: 'urn:db' },
    ],
    pending_operations: [{ type: 'creating', resource: { urn: 'urn:late' } }],
  };
}

function compared(state: State) {
  const bytes = Buffer.from(JSON.stringify({ version: 3, deployment: state }));
  return {
    deployment: parseDeployment(bytes, 'a test'),
    secrets: { open: ({ held }: { held: { text: string } }) => Buffer.from(held.text), macKey: Buffer.alloc(32) },
  };
}

/** The differences after one change. */
function after(change: (state: State) => void, limit?: number) {
  const changed = aState();
  change(changed);
  return differencesOf(compared(aState()), compared(changed), limit);
}

function web({ resources }: State) {
  return resources[1] as { inputs: { spec: { replicas?: number; ports: number[] }; password: unknown } };
}

/** The database twice, as while it is being replaced. */
function twice(isDeleted: boolean) {
  const state = aState();
  state.resources.push({ urn: 'urn:db', delete: isDeleted });
  return compared(state);
}

function addMany({ resources }: State): void {
  for (let index = 0; index < 50; index++) resources.push({ urn: `urn:${index}` });
}

describe('differences', () => {
  it('are none between equal states', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it('name resource and path of a changed value, and no value', () => {
    const found = after((state) => {
      web(state).inputs.spec.replicas = 4_711;
    });

    expect(found).toEqual([{ urn: 'urn:web', path: 'inputs.spec.replicas', kind: 'changed' }]);
  });

  it('name a value that is missing, and one that is too many', () => {
    expect(
      after((state) => {
        delete web(state).inputs.spec.replicas;
      }),
    ).toEqual([{ urn: 'urn:web', path: 'inputs.spec.replicas', kind: 'missing' }]);
    expect(after((state) => web(state).inputs.spec.ports.push(8_080))).toEqual([
      { urn: 'urn:web', path: 'inputs.spec.ports.2', kind: 'extra' },
    ]);
  });

  it.each([
    ['another plaintext', { [SIGNATURE]: SECRET, ciphertext: 'hunter3' }],
    ['a plain value', 'hunter2'],
    ['an ordinary object', { ciphertext: 'hunter2' }],
  ])('name a secret as one place, whatever it became: %s', (_, value) => {
    const found = after((state) => {
      web(state).inputs.password = value;
    });

    expect(found).toEqual([{ urn: 'urn:web', path: 'inputs.password', kind: 'changed' }]);
    expect(JSON.stringify(found)).not.toContain('hunter');
  });

  it('name one resource that is missing or too many, and none of those after it', () => {
    expect(after(({ resources }) => resources.splice(1, 1))).toEqual([{ urn: 'urn:web', path: '', kind: 'missing' }]);
    expect(after(({ resources }) => resources.splice(1, 0, { urn: 'urn:new' }))).toEqual([
      { urn: 'urn:new', path: '', kind: 'extra' },
    ]);
  });

  it('name one resource that stands at another place', () => {
    const found = after((state) => {
      state.resources = state.resources.toReversed();
    });

    expect(found).toHaveLength(1);
    expect(found).toEqual([{ urn: expect.any(String), path: expect.stringContaining('place'), kind: 'changed' }]);
  });

  it('tell two states of one resource apart while it is being replaced', () => {
    expect(differencesOf(twice(true), twice(false))).toEqual([{ urn: 'urn:db', path: 'delete', kind: 'changed' }]);
  });

  it('name other parts of the deployment, and pending operations by their resource', () => {
    expect(
      after((state) => {
        state.manifest.time = 'now';
        state.pending_operations = [];
      }),
    ).toEqual([
      { urn: 'manifest', path: 'time', kind: 'changed' },
      { urn: 'urn:late', path: '', kind: 'missing' },
    ]);
  });

  it('stop at the limit', () => {
    expect(after(addMany)).toHaveLength(20);
    expect(after(addMany, 3)).toHaveLength(3);
  });
});
