import { describe, expect, it } from '@jest/globals';
import { preflight } from '#src/migration/preflight.ts';
import { MemoryStore } from '#src/tracking/memory-store.ts';
import { memoryPorts, PREFLIGHT, RUN, refused } from '#test/support/memory-ports.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

describe('an air-gapped tenant', () => {
  it('is held as on-site before anything of it is claimed or read', async () => {
    const tracking = new MemoryStore();
    await tracking.register(aTenant({ variant: 'air-gapped' }), aNote());
    const ports = { ...(await memoryPorts()), tracking, openSource: refused, openCluster: refused };

    const outcome = await preflight(PREFLIGHT, ports);

    expect(outcome).toMatchObject({ outcome: 'Held', reason: expect.stringMatching(/^on-site: /), findings: [] });
    expect(await tracking.readRecord(RUN.tenant)).toMatchObject({ status: 'held', active: 'source', attempt: 0 });
  });
});
