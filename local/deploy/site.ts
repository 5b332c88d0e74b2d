import { createHash } from 'node:crypto';
import type { Place } from '#local/deploy/calls.ts';
import { type Clients, localClients } from '#local/deploy/clients.ts';
import type { Site } from '#local/deploy/resource-handler.ts';

export interface Deployment extends Place {
  readonly project: string;
  readonly stack: string;
  readonly endpoint: string;
  /** What a function is given beside its declared environment, by its logical name. */
  readonly functionEnvironment: (logicalName: string) => Readonly<Record<string, string>>;
  /** The moment that schedules in local time are converted for. */
  readonly now: Date;
}

interface Declaration {
  readonly type: string;
  readonly name: string;
  /** Of a resource that is not in the program's own region. */
  readonly region: unknown;
}

/** Makes the site of each resource of one deployment; clients are shared by region. */
export function siteMaker(deployment: Deployment, notes: string[]): (declaration: Declaration) => Site {
  const { endpoint, account, functionEnvironment, now } = deployment;
  const known = new Map<string, Clients>();
  const clientsIn = (region: string): Clients => {
    const clients = known.get(region) ?? localClients({ endpoint, region, account });
    known.set(region, clients);
    return clients;
  };
  return ({ type, name, region: declaredRegion }) => {
    const region = typeof declaredRegion === 'string' ? declaredRegion : deployment.region;
    return {
      logicalName: name,
      uniqueName: uniqueName(deployment, name),
      region,
      account,
      now,
      clients: clientsIn(region),
      clientsIn,
      functionEnvironment: () => ({
        AWS_ENDPOINT_URL: endpoint,
        LOCAL_NODE: process.execPath,
        ...functionEnvironment(name),
      }),
      note: (text) => notes.push(`${type} ${name}: ${text}`),
    };
  };
}

function uniqueName({ project, stack }: Deployment, name: string): string {
  const suffix = createHash('sha256').update(`${project}/${stack}/${name}`).digest('hex').slice(0, 7);
  return `${name}-${suffix}`;
}
