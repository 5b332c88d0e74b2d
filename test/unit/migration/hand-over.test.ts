import { describe, expect, it } from '@jest/globals';
import { exportStack } from '#src/migration/export-stack.ts';
import { handOver } from '#src/migration/hand-over.ts';
import { preflight } from '#src/migration/preflight.ts';
import { ExportFileSource } from '#src/pulumi/source/export-file.ts';
import { MemoryStore } from '#src/tracking/memory-store.ts';
import { memoryPorts, PREFLIGHT, RUN } from '#test/support/memory-ports.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

const { tenant, stack } = aTenant();

describe('handing a stack over', () => {
  it('keeps every byte but the ciphertexts, which it opens', async () => {
    const { source, vault } = await memoryPorts();

    const { pointer } = await handOver({ tenant, stack }, source, vault);
    const file = await vault.read(pointer);

    const sent = Buffer.from(await source.exportStack(stack)).toString('utf8');
    const opened = sent.replace('"ciphertext":"sealed:\\"hunter2\\""', '"plaintext":"\\"hunter2\\""');
    expect(opened).not.toBe(sent);
    expect(Buffer.from(file).toString('utf8')).toBe(opened);
  });

  it('puts one object, however often it is repeated', async () => {
    const { source, vault } = await memoryPorts();

    const first = await handOver({ tenant, stack }, source, vault);

    expect(await handOver({ tenant, stack }, source, vault)).toEqual(first);
    expect(first.version).toBe(3);
    expect(first.pointer.key).toBe('alder-prod/0/secrets/handed-over-version-3.json');
  });

  it('is refused while somebody deploys to the source', async () => {
    const { source, vault } = await memoryPorts();
    source.operation = { kind: 'update', author: 'kim', startedAt: new Date(0) };

    await expect(handOver({ tenant, stack }, source, vault)).rejects.toMatchObject({ name: 'UpdateInProgress' });
  });

  it('gives the receiver what it needs to seal the secrets under a key of its own, without a token', async () => {
    const sender = await memoryPorts();
    const receiver = await memoryPorts();
    const { pointer } = await handOver({ tenant, stack }, sender.source, receiver.vault);
    const tracking = new MemoryStore();
    await tracking.register(aTenant({ variant: 'china', source: { kind: 'file', ...pointer } }), aNote());
    const bytes = await receiver.vault.read(pointer);
    const source = new ExportFileSource({ url: sender.source.url, bytes });
    const ports = { ...receiver, tracking, openSource: async () => source };

    await preflight(PREFLIGHT, ports);
    const exported = await exportStack(RUN, ports);

    if (exported.outcome !== 'Exported') throw new Error(`it was ${exported.outcome}`);
    const snapshot = Buffer.from(await receiver.vault.read(exported.snapshot)).toString('utf8');
    expect(snapshot).toContain('"ciphertext"');
    expect(snapshot).not.toContain('hunter2');
  });
});
