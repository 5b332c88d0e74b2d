import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Throws what it is told to throw, and otherwise says what it was given. */
const CODE = `
export const handler = async (event, context) => {
  console.log('asked');
  if (event.fails) throw Object.assign(new Error('as asked'), { name: event.fails });
  return { given: event, table: process.env.TABLE, extra: process.env.EXTRA ?? null, left: context.getRemainingTimeInMillis() };
};
`;

/** A program as small as can be: a bucket, a table, a function with its role, and a machine that calls it. */
export async function tinyProgram() {
  const bucket = new aws.s3.Bucket('bucket', { bucket: new pulumi.Config().require('bucket'), tags: { of: 'tests' } });
  const table = new aws.dynamodb.Table('table', {
    billingMode: 'PAY_PER_REQUEST',
    hashKey: 'pk',
    attributes: [{ name: 'pk', type: 'S' }],
  });
  const handler = new aws.lambda.Function('asked', {
    role: roleFor('lambda').arn,
    runtime: 'nodejs24.x',
    handler: 'handler.handler',
    code: new pulumi.asset.AssetArchive({ 'handler.mjs': new pulumi.asset.StringAsset(CODE) }),
    timeout: 10,
    environment: { variables: { TABLE: table.name } },
  });
  const machine = new aws.sfn.StateMachine('machine', {
    roleArn: roleFor('states').arn,
    definition: pulumi.jsonStringify(definitionFor(handler.arn)),
  });
  return await Promise.resolve({
    bucket: bucket.bucket,
    table: table.name,
    function: handler.name,
    machine: machine.arn,
    password: pulumi.secret('hush'),
  });
}

/** A machine that does nothing but succeed, where its definition says nothing else. */
export function stillMachine(name: string, definition: Readonly<Record<string, unknown>> = {}): aws.sfn.StateMachine {
  const still = { StartAt: 'End', States: { End: { Type: 'Succeed' } } };
  return new aws.sfn.StateMachine(name, {
    roleArn: roleFor('states', name).arn,
    definition: JSON.stringify({ QueryLanguage: 'JSONata', ...still, ...definition }),
  });
}

function roleFor(service: string, name = service): aws.iam.Role {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } };
  const assumeRolePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return new aws.iam.Role(name, { assumeRolePolicy });
}

function definitionFor(functionArn: pulumi.Output<string>) {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: functionArn, Payload: '{% $states.input %}' },
        Output: '{% $states.result.Payload %}',
        TimeoutSeconds: 10,
        Catch: [
          { ErrorEquals: ['StackLocked'], Output: { caught: '{% $states.errorOutput.Error %}' }, Next: 'Caught' },
        ],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
  };
}
