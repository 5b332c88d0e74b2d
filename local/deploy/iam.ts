import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { z } from 'zod';
import { localPolicy, policyProperty } from '#local/deploy/policy.ts';
import { type ResourceHandler, resource } from '#local/deploy/resource-handler.ts';

const role = resource({
  applies: {
    name: z.string().optional(),
    assumeRolePolicy: policyProperty,
    description: z.string().optional(),
    path: z.string().optional(),
  },
  ignores: {
    permissionsBoundary: 'the real one names policies of the account',
    maxSessionDuration: 'no session lives that long',
    forceDetachPolicies: 'nothing is deleted here',
  },
  create: async ({ name, assumeRolePolicy, description, path }, { clients, uniqueName, note }) => {
    const id = name ?? uniqueName;
    const { Role } = await clients.iam.send(
      new CreateRoleCommand({
        RoleName: id,
        AssumeRolePolicyDocument: localPolicy(assumeRolePolicy, note),
        Description: description,
        Path: path,
      }),
    );
    return { id, outputs: { name: id, arn: Role?.Arn } };
  },
});

const rolePolicy = resource({
  applies: { name: z.string().optional(), role: z.string(), policy: policyProperty },
  create: async ({ name, role: roleName, policy }, { clients, uniqueName, note }) => {
    const policyName = name ?? uniqueName;
    await clients.iam.send(
      new PutRolePolicyCommand({
        RoleName: roleName,
        PolicyName: policyName,
        PolicyDocument: localPolicy(policy, note),
      }),
    );
    return { id: `${roleName}:${policyName}`, outputs: { name: policyName } };
  },
});

export const iamHandlers: Readonly<Record<string, ResourceHandler>> = {
  'aws:iam/role:Role': role,
  'aws:iam/rolePolicy:RolePolicy': rolePolicy,
};
