import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CHINA, declaredBackend, declaredPipeline } from '#test/support/infra.ts';

const PROGRAMS = [
  { program: 'backend', run: await declaredBackend(CHINA) },
  { program: 'pipeline', run: await declaredPipeline(CHINA) },
];

/** Service principals, the one place where the commercial suffix is right everywhere. */
const PRINCIPAL = /^(events|lambda|s3|scheduler|states)\.amazonaws\.com$/;

describe.each(PROGRAMS)('$program in China', ({ run }) => {
  const declared = JSON.stringify({ resources: run.resources, outputs: run.outputs }).replaceAll('\\', '');

  it('names no ARN of another partition', () => {
    const prefixes = new Set(declared.match(/arn:[a-z-]+:/g));

    expect([...prefixes]).toEqual(['arn:aws-cn:']);
  });

  it('names no commercial host', () => {
    const hosts = declared.match(/[\w.-]+\.amazonaws\.com(?!\.cn)/g) ?? [];

    expect(hosts.filter((host) => !PRINCIPAL.test(host))).toEqual([]);
  });

  it('stays in the regions of China', () => {
    const regions = new Set(declared.match(/\b(us|eu|ap|ca|cn)-[a-z]+-\d\b/g));

    expect([...regions].filter((region) => !region.startsWith('cn-'))).toEqual([]);
  });

  it('traces nothing', () => {
    expect(declared).not.toMatch(/xray|tracing/i);
  });
});

describe('the source of infra', () => {
  const root = fileURLToPath(new URL('../../infra', import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'partition.ts')
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

  it('writes no ARN and no host of AWS out', () => {
    const literal = /arn:aws|amazonaws\.com(?!\/)/;
    const guilty = sources.filter(({ text }) => literal.test(text.replaceAll(/https:\/\/docs\.[^\s]+/g, '')));

    expect(guilty.map(({ path }) => path)).toEqual([]);
  });

  it('keeps every file small', () => {
    expect(sources.filter(({ text }) => text.split('\n').length > 150).map(({ path }) => path)).toEqual([]);
  });
});
