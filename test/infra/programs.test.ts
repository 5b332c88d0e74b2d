import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as backend from '#infra/backend/index.ts';
import * as pipeline from '#infra/pipeline/index.ts';

const PROGRAMS = [
  { name: 'backend', exported: backend },
  { name: 'pipeline', exported: pipeline },
];

describe.each(PROGRAMS)('program $name', ({ name, exported }) => {
  it('exports one function, as the default, which is all that Pulumi’s Node host runs', () => {
    expect(Object.keys(exported)).toEqual(['default']);
    expect(typeof exported.default).toBe('function');
  });

  it('runs from its source as it stands', () => {
    const project: unknown = parse(readFileSync(new URL(`../../infra/${name}/Pulumi.yaml`, import.meta.url), 'utf8'));

    expect(project).toMatchObject({
      name: `stackferry-${name}`,
      runtime: { name: 'nodejs', options: { typescript: false } },
      main: 'index.ts',
    });
  });
});
