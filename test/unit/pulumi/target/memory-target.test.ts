import { MemoryObjects } from '#src/pulumi/target/memory-objects.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import { ManualClock } from '#test/support/memory-ports.ts';
import { targetContract } from '#test/support/pulumi-target-contract.ts';

targetContract('in memory', async () => {
  const objects = new MemoryObjects();
  return {
    target: new SelfHostedBackend({ url: 's3://state?region=us-east-1', objects, clock: new ManualClock() }),
    writeAsOther: async (key, text) => {
      objects.write(key, Buffer.from(text));
    },
    textOf: async (key) => {
      const found = await objects.read(key);
      return found && Buffer.from(found.bytes).toString('utf8');
    },
  };
});
