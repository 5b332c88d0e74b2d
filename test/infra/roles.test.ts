import { describe, expect, it } from '@jest/globals';
import { CHINA, COMMERCIAL, declaredBackend, declaredPipeline } from '#test/support/infra.ts';
import { actionsOn, grantsOf, listOf, permissionsOf, statementsIn } from '#test/support/policies.ts';

const backend = await declaredBackend(COMMERCIAL);
const pipeline = await declaredPipeline(COMMERCIAL);
const china = await declaredPipeline(CHINA);
const roles = pipeline.ofType('aws:iam/rolePolicy:RolePolicy').map(({ name }) => name);

const VAULT = /:s3:::stackferry-vault-/;
const STATES = /:s3:::acme-state/;
const PUBLICATIONS = /:s3:::acme-publications/;
const SECRETS_KEY = /:key\/secrets$/;

/** The roles that have any of the actions on such a resource. */
function rolesThatMay(actions: RegExp, resource: RegExp): readonly string[] {
  return roles.filter((role) => actionsOn(pipeline, role, resource).some((action) => actions.test(action))).toSorted();
}

describe('every role', () => {
  it.each([
    { program: 'backend', run: backend },
    { program: 'pipeline', run: pipeline },
    { program: 'pipeline in China', run: china },
  ])('of $program names its resources, but for log delivery, tracing and networks', ({ run }) => {
    const statements = run.ofType('aws:iam/rolePolicy:RolePolicy').flatMap((policy) => statementsIn(policy));
    const anywhere = statements.filter(({ Effect, Resource }) => Effect === 'Allow' && listOf(Resource).includes('*'));

    expect(anywhere.map(({ Sid }) => Sid)).toEqual(
      anywhere.map(() => expect.stringMatching(/^(DeliverLogs|Trace|AttachToNetwork)$/)),
    );
  });

  it('names its actions', () => {
    const actions = roles.flatMap((role) => grantsOf(pipeline, role).flatMap(({ Action }) => listOf(Action)));

    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('is taken by one service', () => {
    const trusts = pipeline.ofType('aws:iam/role:Role').map(({ inputs }) => String(inputs['assumeRolePolicy']));

    expect(
      trusts.filter(
        (text) => !/"Principal":\{"Service":"(lambda|states|events|scheduler)\.amazonaws\.com"\}/.test(text),
      ),
    ).toEqual([]);
  });

  it('is taken by machines, rules and schedules of this account only', () => {
    const trusts = pipeline.ofType('aws:iam/role:Role').map(({ inputs }) => String(inputs['assumeRolePolicy']));
    const shared = trusts.filter((text) => /(states|events|scheduler)\.amazonaws/.test(text));

    expect(shared).toHaveLength(7);
    expect(shared.filter((text) => !text.includes('"aws:SourceAccount":"111122223333"'))).toEqual([]);
  });

  it('writes to its own log only', () => {
    expect(actionsOn(pipeline, 'export', /log-group:/)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(rolesThatMay(/^logs:PutLogEvents$/, /log-group:\/aws\/lambda\/stackferry-export:\*$/)).toEqual(['export']);
  });
});

describe('the key of stacks’ secrets', () => {
  it('opens only where the request names a stack', () => {
    const grants = roles.flatMap((role) => grantsOf(pipeline, role));
    const onKey = grants.filter(
      ({ Action, Resource }) =>
        !listOf(Action).includes('kms:DescribeKey') && listOf(Resource).some((one) => SECRETS_KEY.test(one)),
    );

    expect(onKey.length).toBeGreaterThan(0);
    expect(onKey.map(({ Condition }) => Condition)).toEqual(
      onKey.map(() => ({ Null: { 'kms:EncryptionContext:stack': 'false' } })),
    );
  });

  it('tells preflight whether it is enabled', () => {
    expect(rolesThatMay(/^kms:DescribeKey$/, SECRETS_KEY)).toEqual(['validate', 'validate-private']);
  });

  it('seals for the export only', () => {
    expect(rolesThatMay(/^kms:Encrypt$/, SECRETS_KEY)).toEqual(['export']);
  });

  it('is out of reach for backups, notices and commands', () => {
    const readers = rolesThatMay(/^kms:Decrypt$/, SECRETS_KEY);

    expect(['backup', 'backup-private', 'notify', 'command'].filter((role) => readers.includes(role))).toEqual([]);
  });
});

describe('the vault', () => {
  it('loses nothing by any role', () => {
    expect(rolesThatMay(/Delete|Retention|LegalHold|Bypass/, VAULT)).toEqual([]);
  });

  it('takes snapshots from the export only', () => {
    expect(rolesThatMay(/^s3:PutObject$/, /stackferry-vault-.*\/\*\/snapshot\/\*$/)).toEqual(['export']);
  });

  it('takes and shows archived secrets to the backup only', () => {
    expect(rolesThatMay(/./, /stackferry-vault-.*\/\*\/secrets\/\*$/)).toEqual(['backup', 'backup-private']);
  });

  it('shows a state that was handed over to those who read its source, and to nobody who only asks its version', () => {
    const readers = ['export', 'validate', 'validate-private'];

    expect(rolesThatMay(/./, /stackferry-vault-.*\/\*\/0\/secrets\/\*$/)).toEqual(readers);
    expect(rolesThatMay(/./, /key\/vault-secrets-key$/)).toEqual(['backup', 'backup-private', ...readers]);
  });

  it('opens for S3 on its own bucket only', () => {
    const grant = grantsOf(pipeline, 'import').find(({ Resource }) =>
      listOf(Resource).some((one) => one.endsWith('key/vault-key')),
    );
    const bucket = 'arn:aws:s3:::stackferry-vault-111122223333-us-east-1';

    expect(grant?.Condition).toEqual({
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket, `${bucket}/*`] },
    });
  });
});

describe('states in the target', () => {
  it('are written by the import only', () => {
    expect(rolesThatMay(/^s3:PutObject$/, /acme-state\/\.pulumi\/\*$/)).toEqual(['import']);
  });

  it('can be locked by import and rollback', () => {
    expect(rolesThatMay(/^s3:PutObject$/, /acme-state\/\.pulumi\//)).toEqual([
      'import',
      'rollback',
      'rollback-private',
    ]);
  });

  it('are only ever taken back version by version', () => {
    expect(rolesThatMay(/^s3:DeleteObject$/, STATES)).toEqual([]);
    expect(rolesThatMay(/^s3:DeleteObjectVersion$/, /acme-state\/\.pulumi\/\*$/)).toEqual([
      'rollback',
      'rollback-private',
    ]);
  });

  it('lose nothing but locks by the import', () => {
    const deletes = permissionsOf(pipeline, 'import').filter((permission) => permission.includes('Delete'));

    expect(deletes).toEqual([
      's3:DeleteObjectVersion on arn:aws:s3:::acme-state/.pulumi/locks/*',
      's3:DeleteObjectVersion on arn:aws:s3:::acme-state/rehearsal/*/.pulumi/locks/*',
    ]);
  });
});

describe('the scratch of rehearsals', () => {
  const SCRATCH = /acme-state\/rehearsal\/\*$/;

  it('is filled by the import only', () => {
    expect(rolesThatMay(/^s3:PutObject$/, SCRATCH)).toEqual(['import']);
  });

  it('is thrown away at the end, by the way back, and where the next rehearsal finds it', () => {
    const discarders = ['rollback', 'rollback-private', 'validate', 'validate-private'];

    expect(rolesThatMay(/^s3:DeleteObjectVersion$/, SCRATCH)).toEqual(discarders);
  });

  it('is all that validation may delete', () => {
    const deletes = permissionsOf(pipeline, 'validate').filter((permission) => permission.includes('Delete'));

    expect(deletes).toEqual(['s3:DeleteObjectVersion on arn:aws:s3:::acme-state/rehearsal/*']);
  });
});

describe('publications', () => {
  it('are written by cut-over and rollback', () => {
    expect(rolesThatMay(/^s3:PutObject$/, PUBLICATIONS)).toEqual(['cutover', 'rollback', 'rollback-private']);
  });
});

describe('clusters', () => {
  it('are described in the groups’ regions', async () => {
    const groups = [
      { name: 'americas', region: 'us-east-1' },
      { name: 'europe', region: 'eu-west-1' },
    ];
    const run = await declaredPipeline(COMMERCIAL, { groups });

    expect(permissionsOf(run, 'watch').filter((permission) => permission.startsWith('eks:'))).toEqual([
      'eks:DescribeCluster on arn:aws:eks:eu-west-1:111122223333:cluster/*',
      'eks:DescribeCluster on arn:aws:eks:us-east-1:111122223333:cluster/*',
    ]);
  });

  it('of other accounts are reached by the configured roles, and by default not at all', async () => {
    const clusterRoleArns = ['arn:aws:iam::444455556666:role/reader'];
    const run = await declaredPipeline(COMMERCIAL, { clusterRoleArns });

    expect(actionsOn(run, 'backup', /role\/reader$/)).toEqual(['sts:AssumeRole']);
    expect(rolesThatMay(/^sts:/, /./)).toEqual([]);
  });
});

describe('the tracking table', () => {
  it('is appended to and replaced, never deleted from', () => {
    expect(actionsOn(pipeline, 'export', /table\/stackferry-tracking$/)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ]);
    expect(rolesThatMay(/^dynamodb:(Delete|Update)/, /./)).toEqual([]);
  });
});

describe('notify', () => {
  it('touches the table and nothing else', () => {
    expect(permissionsOf(pipeline, 'notify').filter((one) => !/^(logs|xray|dynamodb):/.test(one))).toEqual([]);
  });
});

describe('dispatch', () => {
  it('decides about waves in the table and touches nothing else', () => {
    const queue = 'sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:stackferry-dispatch-dead-letters';

    expect(permissionsOf(pipeline, 'dispatch').filter((one) => !/^(logs|xray|dynamodb):/.test(one))).toEqual([queue]);
    expect(actionsOn(pipeline, 'dispatch', /index\/board$/)).toEqual(['dynamodb:Query']);
  });
});

describe('command', () => {
  it('starts waves, runs and rollbacks, and no soak', () => {
    expect(rolesThatMay(/^states:StartExecution$/, /stateMachine:stackferry-soak-tenant$/)).not.toContain('command');
    expect(permissionsOf(pipeline, 'command').filter((one) => one.startsWith('states:Start'))).toEqual([
      'states:StartExecution on arn:aws:states:us-east-1:111122223333:stateMachine:stackferry-migrate-tenant',
      'states:StartExecution on arn:aws:states:us-east-1:111122223333:stateMachine:stackferry-rollback-tenant',
      'states:StartExecution on arn:aws:states:us-east-1:111122223333:stateMachine:stackferry-run-wave',
    ]);
  });
});
