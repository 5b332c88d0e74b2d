import { MemoryStore } from '#src/tracking/memory-store.ts';
import { trackingContract } from '#test/support/tracking-contract.ts';

trackingContract('in memory', async () => new MemoryStore());
