import { z } from 'zod';
import { findCondition, readConditions } from '#src/kubernetes/cluster-object.ts';
import { readReady } from '#src/kubernetes/operators/generic.ts';
import type { HealthReading, KindedObject, Operator, SecretRef } from '#src/kubernetes/operators/operator.ts';

/** Certificates and who issues them. Requests, orders and challenges are work in flight. */
export const certManager: Operator = {
  name: 'cert-manager',
  groups: ['cert-manager.io', 'acme.cert-manager.io'],
  classOf: (kind) => (PASSING.has(kind) ? 'passing' : 'intent'),
  readHealth: (object, now) => (object.kind === 'Certificate' ? readCertificate(object, now) : readReady(object)),
  secretsOf,
};

const PASSING = new Set(['CertificateRequest', 'Order', 'Challenge']);
/** Where secrets of a ClusterIssuer lie unless the controller was told otherwise. */
const CLUSTER_NAMESPACE = 'cert-manager';

const validitySchema = z.looseObject({
  notAfter: z.iso.datetime().optional(),
  failedIssuanceAttempts: z.int().default(0),
});

function readCertificate(object: KindedObject, now: Date): HealthReading {
  const validity = validitySchema.safeParse(object.status).data;
  if (validity?.notAfter !== undefined && new Date(validity.notAfter) <= now) {
    return { health: 'unhealthy', reason: 'expired' };
  }
  const isIssuing = findCondition(readConditions(object), 'Issuing')?.status === 'True';
  if (!isIssuing) return readReady(object);
  return validity !== undefined && validity.failedIssuanceAttempts > 0
    ? { health: 'unhealthy', reason: 'issuance fails' }
    : { health: 'unknown', reason: 'issuing' };
}

const specSchema = z.looseObject({
  secretName: z.string().optional(),
  acme: z.looseObject({ privateKeySecretRef: z.looseObject({ name: z.string() }).optional() }).optional(),
  ca: z.looseObject({ secretName: z.string() }).optional(),
});

/** The TLS secret of a certificate; the account key or CA key of an issuer. */
function secretsOf({ kind, metadata, spec }: KindedObject): readonly SecretRef[] {
  if (PASSING.has(kind)) return [];
  const found = specSchema.safeParse(spec).data;
  const namespace = metadata.namespace ?? CLUSTER_NAMESPACE;
  return [found?.secretName, found?.acme?.privateKeySecretRef?.name, found?.ca?.secretName]
    .filter((name) => name !== undefined)
    .map((name) => ({ namespace, name }));
}
