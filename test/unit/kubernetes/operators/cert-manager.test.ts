import { describe, expect, it } from '@jest/globals';
import { certManager } from '#src/kubernetes/operators/cert-manager.ts';
import { kinded } from '#test/support/kubernetes.ts';

const now = new Date('2026-05-04T08:15:00Z');
const condition = (type: string, status: string, observedGeneration = 1) => ({ type, status, observedGeneration });
const certificate = (status: object, generation = 1) =>
  certManager.readHealth(kinded('Certificate', { generation, status }), now).health;

describe('the health of a certificate', () => {
  it('is good when Ready of the present generation and not expired', () => {
    const status = { notAfter: '2026-06-01T00:00:00Z', conditions: [condition('Ready', 'True')] };

    expect(certificate(status)).toBe('healthy');
    expect(certificate(status, 2)).toBe('unknown');
  });

  it('is bad once expired, whatever its condition says', () => {
    expect(certificate({ notAfter: '2026-05-01T00:00:00Z', conditions: [condition('Ready', 'True')] })).toBe(
      'unhealthy',
    );
  });

  it('is unknown while it is issued and bad when that fails', () => {
    const conditions = [condition('Ready', 'False'), condition('Issuing', 'True')];

    expect(certificate({ conditions })).toBe('unknown');
    expect(certificate({ conditions, failedIssuanceAttempts: 2 })).toBe('unhealthy');
  });
});

describe('what cert-manager’s kinds mean to a backup', () => {
  it('does not compare requests, orders and challenges', () => {
    expect(certManager.classOf('Challenge')).toBe('passing');
    expect(certManager.classOf('Issuer')).toBe('intent');
  });

  it('names the TLS secret of a certificate and the keys of an issuer', () => {
    const spec = { acme: { privateKeySecretRef: { name: 'account' } } };

    expect(certManager.secretsOf(kinded('Certificate', { spec: { secretName: 'tls' } }))).toEqual([
      { namespace: 'shop', name: 'tls' },
    ]);
    expect(certManager.secretsOf(kinded('Issuer', { spec }))).toEqual([{ namespace: 'shop', name: 'account' }]);
    expect(certManager.secretsOf(kinded('Issuer', { spec: { ca: { secretName: 'ca' } } }))).toEqual([
      { namespace: 'shop', name: 'ca' },
    ]);
    expect(certManager.secretsOf(kinded('CertificateRequest', { spec: { secretName: 'no' } }))).toEqual([]);
  });
});
