import { MemoryPublisher } from '#src/publishing/memory-publisher.ts';
import { publisherContract } from '#test/support/publisher-contract.ts';

publisherContract('in memory', async () => new MemoryPublisher());
