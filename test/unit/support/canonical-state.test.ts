import { describe, expect, it } from '@jest/globals';
import { canonicalState } from '#test/support/canonical-state.ts';

const SECRET = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };

function stateOf(resource: object, rest: object = {}): string {
  return canonicalState(
    JSON.stringify({ version: 3, deployment: { resources: [{ urn: 'urn:a', ...resource }], ...rest } }),
  );
}

describe('two states', () => {
  it.each([
    ['in the order of keys', stateOf({ inputs: { b: 1, '10': 2 } }), stateOf({ inputs: { '10': 2, b: 1 } })],
    ['in what is absent and what is empty', stateOf({ inputs: {}, dependencies: [], protect: false }), stateOf({})],
    ['in empty metadata', stateOf({}, { metadata: {} }), stateOf({})],
    ['in the provider of secrets', stateOf({}, { secrets_providers: { type: 'service' } }), stateOf({})],
    [
      'in escapes inside a secret',
      stateOf({ outputs: { a: { ...SECRET, plaintext: '"\\u003c"' } } }),
      stateOf({ outputs: { a: { ...SECRET, plaintext: '"<"' } } }),
    ],
  ])('are equal when they differ only %s', (_, one, other) => {
    expect(one).toBe(other);
  });

  it.each([
    ['in an input', stateOf({ inputs: { a: 1 } }), stateOf({ inputs: { a: 2 } })],
    ['in an empty property', stateOf({ inputs: { a: {}, b: 1 } }), stateOf({ inputs: { b: 1 } })],
    ['in a null property', stateOf({ inputs: { a: null, b: 1 } }), stateOf({ inputs: { b: 1 } })],
    ['in a dependency', stateOf({ dependencies: ['urn:b'] }), stateOf({ dependencies: ['urn:c'] })],
    ['in the order of a list', stateOf({ inputs: { a: [1, 2] } }), stateOf({ inputs: { a: [2, 1] } })],
    [
      'in whether a value is secret',
      stateOf({ outputs: { a: { ...SECRET, plaintext: '"x"' } } }),
      stateOf({ outputs: { a: 'x' } }),
    ],
    [
      'in a secret',
      stateOf({ outputs: { a: { ...SECRET, plaintext: '"x"' } } }),
      stateOf({ outputs: { a: { ...SECRET, plaintext: '"y"' } } }),
    ],
  ])('are different when they differ %s', (_, one, other) => {
    expect(one).not.toBe(other);
  });
});
