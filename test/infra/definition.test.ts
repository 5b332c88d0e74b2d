import { describe, expect, it } from '@jest/globals';
import { fillPlaceholders } from '#infra/pipeline/definition.ts';

describe('placeholders', () => {
  it('are filled in wherever they stand', () => {
    const definition = { Resource: 'arn:${partition}:states:::lambda:invoke', Retry: [{ Comment: '${partition}' }] };

    expect(fillPlaceholders(definition, { partition: 'aws-cn' })).toEqual({
      Resource: 'arn:aws-cn:states:::lambda:invoke',
      Retry: [{ Comment: 'aws-cn' }],
    });
  });

  it('may stand for JSON inside an expression', () => {
    const functions = JSON.stringify({ asia: { watch: 'arn:watch' } });

    expect(fillPlaceholders('{% $lookup(${functions}, $group) %}', { functions })).toBe(
      '{% $lookup({"asia":{"watch":"arn:watch"}}, $group) %}',
    );
  });

  it('leave numbers, booleans and null as they are', () => {
    expect(fillPlaceholders({ TimeoutSeconds: 60, End: true, Output: null }, {})).toEqual({
      TimeoutSeconds: 60,
      End: true,
      Output: null,
    });
  });

  it('are refused when they have no value', () => {
    expect(() => fillPlaceholders({ FunctionName: '${unknownFunction}' }, { partition: 'aws' })).toThrow(
      '${unknownFunction} has no value; known are partition',
    );
  });

  it('are not looked up where every object has something', () => {
    expect(() => fillPlaceholders('${constructor}', {})).toThrow('${constructor} has no value');
  });
});
