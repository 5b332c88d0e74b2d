import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answer } from '#local/stand-ins/cluster/answer.ts';
import { authenticator } from '#local/stand-ins/cluster/authenticate.ts';
import { makeCertificate } from '#local/stand-ins/cluster/certificate.ts';
import { type Fault, faultBook } from '#local/stand-ins/cluster/faults.ts';
import type { KubernetesObject } from '#local/stand-ins/cluster/kubernetes-object.ts';
import { ObjectStore } from '#local/stand-ins/cluster/object-store.ts';
import type { Answer } from '#local/stand-ins/cluster/replies.ts';
import { loadSamples } from '#local/stand-ins/cluster/samples.ts';

export interface ClusterOptions {
  readonly name: string;
  /** 0 or absent = a free one. */
  readonly port?: number | undefined;
  /** CRDs and objects to serve; default: the samples. */
  readonly objects?: readonly KubernetesObject[] | undefined;
  /** Where tokens are proven by calling the URL they hold, as EKS does; absent = a well-formed token is enough. */
  readonly stsEndpoint?: string | undefined;
  readonly faults?: readonly Fault[] | undefined;
  /** An API server from before aggregated discovery. */
  readonly isOld?: boolean | undefined;
  /** `group/version` of aggregated APIs whose backend is dead. */
  readonly brokenApis?: readonly string[] | undefined;
}

/** One request, as the audit log of a real cluster shows it. */
export interface AuditEntry {
  readonly verb: string;
  readonly path: string;
  readonly status: number;
  readonly user: string | undefined;
}

export interface StandInCluster {
  readonly name: string;
  readonly endpoint: string;
  /** Base64 PEM, as EKS hands it out. */
  readonly certificateAuthority: string;
  readonly audit: readonly AuditEntry[];
  /** What somebody with `kubectl apply` would do. */
  put(object: KubernetesObject): void;
  remove(object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>): void;
  inject(fault: Fault): void;
  close(): Promise<void>;
}

/** An API server over TLS on this machine that speaks the wire format of the real one and refuses every write. */
export async function startCluster(options: ClusterOptions): Promise<StandInCluster> {
  const store = new ObjectStore(options.objects ?? (await loadSamples()));
  const certificate = await makeCertificate(options.name);
  const faults = faultBook(options.faults ?? []);
  const authenticate = authenticator({ cluster: options.name, stsEndpoint: options.stsEndpoint });
  const audit: AuditEntry[] = [];
  const discovery = { isOld: options.isOld ?? false, brokenApis: options.brokenApis ?? [] };

  const respond = async (request: IncomingMessage): Promise<Answer> => {
    const { verb, path } = { verb: request.method ?? '', path: request.url ?? '/' };
    const { authorization, accept = '' } = request.headers;
    const user = await authenticate(authorization);
    const given = answer({ verb, path, user, accept }, { store, faults, discovery });
    audit.push({ verb, path, status: given.status, user });
    return given;
  };
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = await respond(request);
    if (given.status === 0) request.socket.destroy();
    else response.writeHead(given.status, given.headers).end(given.body);
  };
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    request.resume();
    void reply(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    name: options.name,
    endpoint: `https://127.0.0.1:${portOf(server.address())}`,
    certificateAuthority: Buffer.from(certificate.cert).toString('base64'),
    audit,
    put: (object) => store.put(object),
    remove: (object) => store.remove(object),
    inject: (fault) => faults.add(fault),
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
