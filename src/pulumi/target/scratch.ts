import type { Clock } from '#src/clock.ts';
import { BackendUnavailable } from '#src/errors.ts';
import { LOCKS } from '#src/pulumi/target/layout.ts';
import type { ObjectStore } from '#src/pulumi/target/object-store.ts';
import { PrefixedObjects } from '#src/pulumi/target/prefixed-objects.ts';
import { SelfHostedBackend } from '#src/pulumi/target/self-hosted-backend.ts';
import type { TargetBackend } from '#src/pulumi/target/target-backend.ts';

/** A backend in a folder of the target’s bucket, for one tenant’s rehearsals: all of it may be thrown away. */
export interface Scratch extends TargetBackend {
  /**
   * Deletes everything in it, whoever wrote it, and returns how many versions that were. Looks again until nothing is
   * found; throws `BackendUnavailable` where something keeps appearing.
   */
  discard(): Promise<number>;
}

export interface ScratchPlace {
  /** The real target’s URL, `s3://bucket?region=…`. */
  readonly url: string;
  readonly objects: ObjectStore;
  readonly clock: Clock;
}

/** Opens the scratch of a tenant. Its URL is one that the Pulumi CLI can log in to. */
export function openScratch(tenant: string, { url, objects, clock }: ScratchPlace): Scratch {
  const folder = `rehearsal/${tenant}`;
  return new ScratchBackend({
    url: url.replace(/(?=\?|$)/, `/${folder}`),
    objects: new PrefixedObjects(`${folder}/`, objects),
    clock,
  });
}

const LOOKS = 4;

class ScratchBackend extends SelfHostedBackend implements Scratch {
  readonly #objects: ObjectStore;

  constructor(place: ScratchPlace) {
    super(place);
    this.#objects = place.objects;
  }

  async discard(): Promise<number> {
    let deleted = 0;
    for (let look = 1; look <= LOOKS; look++) {
      const found = await this.#objects.everyVersion('');
      if (found.length === 0) return deleted;
      // Without its lock a handler that outlived its execution writes no further.
      const [locks, others] = [found.filter(isLock), found.filter((version) => !isLock(version))];
      await this.#objects.delete(locks);
      await this.#objects.delete(others);
      deleted += found.length;
    }
    const found = 'objects keep appearing in the scratch of a rehearsal';
    throw new BackendUnavailable({ subject: this.url, found, next: 'find out who writes there, then rehearse again' });
  }
}

function isLock({ key }: { readonly key: string }): boolean {
  return key.startsWith(LOCKS);
}
