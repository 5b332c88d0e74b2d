import { AddPermissionCommand, CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { asset } from '@pulumi/pulumi';
import { z } from 'zod';
import { readArchive } from '#local/deploy/archive.ts';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';
import { zipWithRuntime } from '#local/runtime/add-runtime.ts';

const code = z.custom<asset.Archive>((value) => asset.Archive.isInstance(value), 'must be an archive');

const lambdaFunction = resource({
  applies: {
    name: z.string().optional(),
    role: z.string(),
    runtime: z.string().startsWith('nodejs'),
    handler: z.string(),
    code,
    timeout: z.number().optional(),
    memorySize: z.number().optional(),
    description: z.string().optional(),
    environment: z.strictObject({ variables: z.record(z.string(), z.string()).optional() }).optional(),
  },
  ignores: {
    architectures: 'this machine has one',
    kmsKeyArn: 'the emulator keeps environments in memory',
    reservedConcurrentExecutions: 'the emulator starts a process per concurrent call',
    loggingConfig: 'log groups are named after their functions here',
    tracingConfig: 'no tracing here',
    vpcConfig: 'there is one network, the loopback interface',
    deadLetterConfig: 'no delivery fails here',
    ephemeralStorage: 'it is this disk',
    packageType: 'always a zip',
    sourceCodeHash: 'the code is uploaded as it is',
    publish: 'no versions here',
  },
  create: async (properties, { clients, uniqueName, functionEnvironment }) => {
    const name = properties.name ?? uniqueName;
    const { FunctionArn } = await clients.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: properties.role,
        // The emulator's Node runtime loses the names of errors: local/runtime stands in for it.
        Runtime: 'provided.al2023',
        Handler: properties.handler,
        Code: { ZipFile: await zipWithRuntime(await readArchive(properties.code)) },
        Timeout: properties.timeout,
        MemorySize: properties.memorySize,
        Description: properties.description,
        Environment: { Variables: { ...properties.environment?.variables, ...functionEnvironment() } },
      }),
    );
    return { id: name, outputs: { name, arn: FunctionArn, qualifiedArn: `${FunctionArn}:$LATEST` } };
  },
});

const permission = resource({
  applies: {
    action: z.string(),
    function: z.string(),
    principal: z.string(),
    sourceArn: z.string().optional(),
    sourceAccount: z.string().optional(),
    statementId: z.string().optional(),
  },
  create: async (properties, { clients, uniqueName }) => {
    const id = properties.statementId ?? uniqueName;
    await clients.lambda.send(
      new AddPermissionCommand({
        FunctionName: properties.function,
        StatementId: id,
        Action: properties.action,
        Principal: properties.principal,
        SourceArn: properties.sourceArn,
        SourceAccount: properties.sourceAccount,
      }),
    );
    return { id, outputs: { statementId: id } };
  },
});

export const lambdaHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:lambda/function:Function': lambdaFunction,
  'aws:lambda/permission:Permission': permission,
};
