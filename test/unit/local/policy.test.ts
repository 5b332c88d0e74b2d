import { describe, expect, it } from '@jest/globals';
import { localPolicy, policyProperty } from '#local/deploy/policy.ts';

const open = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: 'arn:aws:kms:eu-central-1:000000000000:key/k' };

function local(...statements: readonly Record<string, unknown>[]): { statements: unknown; notes: string[] } {
  const notes: string[] = [];
  const document = policyProperty.parse(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  const { Statement } = JSON.parse(localPolicy(document, (text) => notes.push(text))) as { Statement: unknown };
  return { statements: Statement, notes };
}

describe('localPolicy', () => {
  it('leaves a policy that the emulator understands as it is', () => {
    const tagged = { ...open, Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } } };

    expect(local(open, tagged)).toEqual({ statements: [open, tagged], notes: [] });
  });

  it('drops conditions on keys that the emulator never sets, keeps the others, and says so', () => {
    const StringEquals = { 'kms:EncryptionContext:stack': 'a/b/c', 'aws:RequestedRegion': 'eu-central-1' };

    const { statements, notes } = local({ ...open, Condition: { StringEquals } });

    expect(statements).toEqual([{ ...open, Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } } }]);
    expect(notes).toEqual(['dropped a condition on kms:EncryptionContext:stack from a policy']);
  });

  it('drops the condition whole when nothing of it is left', () => {
    const Condition = { StringLike: { 'kms:ViaService': 's3.*' } };

    expect(local({ ...open, Condition }).statements).toEqual([open]);
  });

  it('drops refusals that would refuse everything here, and no other refusal', () => {
    const refusal = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
    const plainHttp = { ...refusal, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

    expect(local(plainHttp, refusal).statements).toEqual([refusal]);
  });
});
