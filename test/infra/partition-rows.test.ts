import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { COMPUTE_ROWS } from '#test/infra/partition-rows/compute.ts';
import { EVENT_ROWS } from '#test/infra/partition-rows/events.ts';
import { IDENTITY_ROWS } from '#test/infra/partition-rows/identity.ts';
import { actionsOf, deploymentOf, distinct, ofType } from '#test/infra/partition-rows/row.ts';
import { STORAGE_ROWS } from '#test/infra/partition-rows/storage.ts';
import { UNTOUCHED_ROWS } from '#test/infra/partition-rows/untouched.ts';
import { CHINA, COMMERCIAL, declaredBackend, declaredPipeline } from '#test/support/infra.ts';

const ROWS = [...IDENTITY_ROWS, ...COMPUTE_ROWS, ...EVENT_ROWS, ...STORAGE_ROWS];

const commercial = deploymentOf(COMMERCIAL, [await declaredBackend(COMMERCIAL), await declaredPipeline(COMMERCIAL)]);
const china = deploymentOf(CHINA, [await declaredBackend(CHINA), await declaredPipeline(CHINA)]);

describe.each(ROWS)('$service ($inChina)', ({ here, observe, expected }) => {
  it(`in aws: ${here}`, () => {
    expect(observe(commercial)).toEqual(expected.aws);
  });

  it(`in aws-cn: ${here}`, () => {
    expect(observe(china)).toEqual(expected['aws-cn']);
  });
});

describe.each(UNTOUCHED_ROWS)('$service ($inChina)', ({ why, types, actions }) => {
  it.each([commercial, china])(`is not used in $place.partition: ${why}`, (deployment) => {
    expect(ofType(deployment, types)).toEqual([]);
    expect(actionsOf(deployment, actions)).toEqual([]);
  });
});

describe('the table of differences', () => {
  /** By the provider's name of a service, the rows' one. */
  const SERVICES: Readonly<Record<string, string>> = {
    cloudwatch: 'CloudWatch',
    dynamodb: 'DynamoDB',
    iam: 'IAM',
    kms: 'KMS',
    lambda: 'Lambda',
    s3: 'S3',
    scheduler: 'EventBridge Scheduler',
    secretsmanager: 'Secrets Manager',
    sfn: 'Step Functions',
    sqs: 'SQS',
  };

  it('has a row for every service that is declared', () => {
    const declared = [...commercial.resources, ...china.resources].flatMap(({ type }) => {
      const [, service] = /^aws:(\w+)\//.exec(type) ?? [];
      return service === undefined ? [] : [SERVICES[service] ?? `unknown ${service}`];
    });
    const known = ROWS.map(({ service }) => service);

    expect(distinct(declared).filter((service) => !known.includes(String(service)))).toEqual([]);
  });

  it('is told in docs/partitions.md, row by row', () => {
    const page = readFileSync(new URL('../../docs/partitions.md', import.meta.url), 'utf8');
    const [, differences = ''] = /^## What differs(.*?)^## /ms.exec(page) ?? [];
    const told = [...differences.matchAll(/^\| (?!-|service )([^|]+?) +\|/gm)].map(([, service]) => service);

    expect(distinct(told)).toEqual(distinct([...ROWS, ...UNTOUCHED_ROWS].map(({ service }) => service)));
  });
});
