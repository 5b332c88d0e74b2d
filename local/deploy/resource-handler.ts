import { z } from 'zod';
import type { Clients } from '#local/deploy/clients.ts';
import { ResourceUnsupported } from '#local/local-error.ts';

/** Where one declared resource is created. */
export interface Site {
  /** The resource's name inside the program. */
  readonly logicalName: string;
  /** A name that no other resource of this emulator has, for resources that declare none. */
  readonly uniqueName: string;
  readonly region: string;
  readonly account: string;
  readonly clients: Clients;
  readonly clientsIn: (region: string) => Clients;
  /** What a function of this name is given beside its declared environment. */
  readonly functionEnvironment: () => Readonly<Record<string, string>>;
  /** The moment schedules in local time are converted for. */
  readonly now: Date;
  /** Says where the local resource is not what was declared. */
  readonly note: (text: string) => void;
}

export interface Created {
  readonly id: string;
  /** Properties that other resources may read, beside the declared ones. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Creates a resource from its declared properties. Throws `ResourceUnsupported` for a property it does not know. */
export type ResourceHandler = (declared: Readonly<Record<string, unknown>>, site: Site) => Promise<Created>;

export interface HandlerDescription<Shape extends z.ZodRawShape> {
  /** The properties that reach the emulator. */
  readonly applies: Shape;
  /** The properties that do not, each with the reason. */
  readonly ignores?: Readonly<Record<string, string>>;
  readonly create: (properties: z.output<z.ZodObject<Shape>>, site: Site) => Promise<Created>;
}

/** Everything may be tagged, and nothing on the local AWS reads tags. */
const IGNORED_EVERYWHERE = ['tags', 'tagsAll'];

export function resource<Shape extends z.ZodRawShape>({
  applies,
  ignores = {},
  create,
}: HandlerDescription<Shape>): ResourceHandler {
  const schema = z.strictObject(applies);
  const ignored = new Set([...IGNORED_EVERYWHERE, ...Object.keys(ignores)]);
  return async (declared, site) => {
    const kept = Object.entries(declared).filter(([property]) => !ignored.has(property));
    const parsed = schema.safeParse(Object.fromEntries(kept));
    if (!parsed.success) throw new ResourceUnsupported(z.prettifyError(parsed.error));
    return await create(parsed.data, site);
  };
}

/** A resource that has no effect on the local AWS, whatever it declares. */
export function notApplied(reason: string): ResourceHandler {
  return async (_declared, { logicalName, note }) => {
    note(`not applied: ${reason}`);
    return await Promise.resolve({ id: logicalName });
  };
}
