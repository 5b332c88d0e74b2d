import { describe, expect, it } from '@jest/globals';
import { cutOver } from '#src/migration/cut-over.ts';
import { findBrokenLink } from '#src/tracking/journal.ts';
import { memoryPorts, RUN } from '#test/support/memory-ports.ts';
import { moveUpTo, STEPS } from '#test/support/move.ts';
import {
  evidenceOf,
  REHEARSAL,
  RESTING,
  rehearsalSteps,
  rehearseUpTo,
  takeRehearsalBack,
  untouchedBy,
} from '#test/support/rehearsal.ts';
import { aNote, aTenant } from '#test/support/tenant.ts';

const SECOND = { ...REHEARSAL, attempt: 2 };

describe.each(Object.entries(RESTING))('a rehearsal of a tenant that is %s', (status, ready) => {
  it('goes through, and changes nothing but its own mark', async () => {
    const ports = await ready();
    const before = await untouchedBy(ports);

    const ended = await rehearseUpTo('discard', ports);

    expect(ended).toMatchObject({ outcome: 'Rehearsed', run: REHEARSAL });
    expect(await untouchedBy(ports)).toEqual(before);
    const record = await ports.tracking.readRecord(RUN.tenant);
    expect(record).toMatchObject({ status, rehearsals: 1, rehearsedAt: expect.any(String) });
    expect(record.claim).toBeUndefined();
    expect(findBrokenLink(await ports.tracking.readJournal(RUN.tenant))).toBeUndefined();
  });

  it('that fails and is taken back leaves the tenant where it stood, without the mark', async () => {
    const ports = await ready();
    const before = await untouchedBy(ports);
    await rehearseUpTo('import', ports);

    expect(await takeRehearsalBack(ports)).toMatchObject({ outcome: 'RolledBack', run: REHEARSAL, reason: 'a test' });

    expect(await untouchedBy(ports)).toEqual(before);
    const record = await ports.tracking.readRecord(RUN.tenant);
    expect(record).toMatchObject({ status, rehearsals: 1 });
    expect([record.claim, record.rehearsedAt]).toEqual([undefined, undefined]);
  });
});

describe('a rehearsal', () => {
  it('writes below its own folder only, in the layout of the backend', async () => {
    const ports = await memoryPorts();

    await rehearseUpTo('import', ports);

    expect(await ports.objects.list('')).toEqual([
      'rehearsal/alder-prod/.pulumi/meta.yaml',
      'rehearsal/alder-prod/.pulumi/stacks/saas-tenant-cluster-services/alder-prod.json',
      'rehearsal/alder-prod/.pulumi/stacks/saas-tenant-cluster-services/alder-prod.pulumi-tags',
    ]);
    expect(ports.openScratch('alder-prod').url).toBe('s3://state/rehearsal/alder-prod?region=us-east-1');
  });

  it('keeps findings, times of every step, digest and verdict as one piece of evidence', async () => {
    const ports = await memoryPorts();
    const sleep = async () => await ports.clock.sleep(2000);
    for (const take of Object.values(rehearsalSteps())) {
      await take({
        ...ports,
        openCluster: async (cluster) => await sleep().then(async () => await ports.openCluster(cluster)),
      });
    }

    const report = await evidenceOf(ports);

    const exported = await ports.tracking.readReceipt('export', REHEARSAL);
    expect(report).toMatchObject({
      run: 'alder-prod-r1',
      outcome: 'Rehearsed',
      findings: [],
      digest: exported?.kind === 'closed' && exported.digest,
      verdict: { kind: 'clean', evidence: expect.stringContaining('alder-prod/r1/evidence/verdict-') },
      snapshot: { sourceVersion: 3, resources: 3, secrets: 1 },
      steps: [
        { step: 'preflight', seconds: 2 },
        { step: 'backup', seconds: 2 },
        { step: 'export', seconds: 0 },
        { step: 'import', seconds: 0 },
        { step: 'validate', seconds: 2 },
      ],
    });
  });

  it('ended twice ends once', async () => {
    const ports = await memoryPorts();
    const first = await rehearseUpTo('discard', ports);
    const journal = await ports.tracking.readJournal(RUN.tenant);

    expect(await rehearsalSteps().discard(ports)).toEqual(first);
    expect(await ports.tracking.readJournal(RUN.tenant)).toEqual(journal);
  });

  it('says in the journal which rehearsal each entry belongs to', async () => {
    const ports = await memoryPorts();

    await rehearseUpTo('discard', ports);

    const [, ...entries] = await ports.tracking.readJournal(RUN.tenant);
    expect(entries.map(({ event }) => event)).toEqual([
      'rehearsalClaimed',
      'rehearsalChecked',
      'backedUp',
      'exportOpened',
      'exported',
      'importOpened',
      'imported',
      'ready',
      'rehearsed',
    ]);
    expect(entries.filter(({ detail }) => detail['rehearsal'] !== 1)).toEqual([]);
  });

  it('removes what a killed one left, whoever wrote it', async () => {
    const ports = await memoryPorts();
    ports.objects.write('rehearsal/alder-prod/.pulumi/stacks/other/leftover.json', Buffer.from('{}'), 'alder-prod-r0');
    const neighbour = ports.objects.write('rehearsal/alder-prod-2/.pulumi/meta.yaml', Buffer.from('version: 1\n'));

    expect(await rehearseUpTo('discard', ports)).toMatchObject({ outcome: 'Rehearsed' });

    expect(await ports.objects.list('')).toEqual([neighbour.key]);
    const checked = (await ports.tracking.readJournal(RUN.tenant)).find(({ event }) => event === 'rehearsalChecked');
    expect(checked?.detail).toMatchObject({ leftOver: 1 });
  });

  it('is followed by a move under the first attempt', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('discard', ports);

    await moveUpTo('cutover', ports);

    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({
      status: 'soaking',
      active: 'target',
      attempt: 1,
      rehearsals: 1,
    });
  });

  it('never cuts over', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('validate', ports);

    await expect(cutOver(REHEARSAL, ports)).rejects.toMatchObject({ name: 'ContractViolated' });
    expect(await ports.publisher.read(aTenant().stack)).toEqual({});
  });

  it('works for no rehearsal that lost its claim', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('export', ports);
    await takeRehearsalBack(ports);
    await rehearseUpTo('export', ports, SECOND);

    await expect(rehearsalSteps().import(ports)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
    await expect(STEPS.import(ports)).rejects.toMatchObject({ name: 'MoveNotAllowed' });
  });

  it('waits for nobody: a tenant that would be held at ready is rehearsed to its end', async () => {
    const ports = await memoryPorts();
    const before = await ports.tracking.readRecord(RUN.tenant);
    await ports.tracking.commit({ before, set: { cutOver: 'hold', holdRequested: true }, note: aNote('held') });

    expect(await rehearseUpTo('discard', ports)).toMatchObject({ outcome: 'Rehearsed' });
    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ cutOver: 'hold', holdRequested: true });
  });

  it('loses no hold that a person asks for meanwhile', async () => {
    const ports = await memoryPorts();
    await rehearseUpTo('backup', ports);
    const before = await ports.tracking.readRecord(RUN.tenant);
    await ports.tracking.commit({ before, set: { holdRequested: true }, note: aNote('holdRequested') });

    for (const step of ['export', 'import', 'validate', 'discard'] as const) await rehearsalSteps()[step](ports);

    expect(await ports.tracking.readRecord(RUN.tenant)).toMatchObject({ holdRequested: true, status: 'registered' });
  });
});
