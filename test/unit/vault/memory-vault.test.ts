import { MemoryVault } from '#src/vault/memory-vault.ts';
import { vaultContract } from '#test/support/vault-contract.ts';

vaultContract('in memory', async () => new MemoryVault());
