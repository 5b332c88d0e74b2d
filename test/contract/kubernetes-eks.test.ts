import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type StandInCluster, startCluster } from '#local/stand-ins/cluster.ts';
import { connectCluster } from '#src/kubernetes/client.ts';
import type { ClusterRef } from '#src/kubernetes/cluster.ts';
import { credentials, instantClock } from '#test/support/kubernetes.ts';

const ROLE = 'arn:aws:iam::111122223333:role/ferry-reader';

describe('finding a cluster through EKS', () => {
  let standIn: StandInCluster;
  let aws: Server;
  let asked: string[];
  let reply: (path: string, body: string) => { status: number; type?: string; body: string };

  beforeAll(async () => {
    standIn = await startCluster({ name: 'shop' });
    aws = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        asked.push(`${request.url ?? ''} ${new URLSearchParams(body).get('Action') ?? ''}`.trim());
        const { status, type = 'application/json', body: answer } = reply(request.url ?? '', body);
        response.writeHead(status, { 'content-type': type }).end(answer);
      });
    });
    await new Promise<void>((resolve) => {
      aws.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(async () => {
    await standIn.close();
    aws.closeAllConnections();
    await new Promise((resolve) => {
      aws.close(resolve);
    });
  });
  beforeEach(() => {
    asked = [];
    reply = () => ({ status: 200, body: JSON.stringify({ cluster: described() }) });
  });

  const described = () => ({
    name: 'shop',
    status: 'ACTIVE',
    endpoint: standIn.endpoint,
    certificateAuthority: { data: standIn.certificateAuthority },
  });
  const connect = async (ref: Partial<ClusterRef> = {}) =>
    await connectCluster(
      { name: 'shop', region: 'eu-west-1', ...ref },
      { clock: instantClock(), endpointUrl: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`, credentials },
    );

  it('asks for endpoint and CA and then reads', async () => {
    const cluster = await connect();

    await expect(cluster.get('/version')).resolves.toMatchObject({ status: 200 });
    expect(asked).toEqual(['/clusters/shop']);
  });

  it('asks nothing where the registration says both', async () => {
    const { endpoint, certificateAuthority } = standIn;

    await connect({ endpoint, certificateAuthority });

    expect(asked).toEqual([]);
  });

  it('assumes the role of another account before it asks', async () => {
    reply = (path) =>
      path === '/'
        ? { status: 200, type: 'text/xml', body: assumedRole }
        : { status: 200, body: JSON.stringify({ cluster: described() }) };

    await (await connect({ roleArn: ROLE })).get('/version');

    expect(asked).toEqual(['/ AssumeRole', '/clusters/shop']);
  });

  it('says that a role could not be assumed', async () => {
    reply = () => ({
      status: 403,
      type: 'text/xml',
      body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>',
    });

    await expect(connect({ roleArn: ROLE })).rejects.toMatchObject({ name: 'AccessRefused', subject: ROLE });
  });

  it.each([
    [404, 'ResourceNotFoundException', 'SettingsInvalid'],
    [403, 'AccessDeniedException', 'AccessRefused'],
    [400, 'ThrottlingException', 'ClusterUnavailable'],
  ])('calls %i %s by the name %s', async (status, type, name) => {
    reply = () => ({ status, body: JSON.stringify({ __type: type, message: 'no' }) });

    await expect(connect()).rejects.toMatchObject({ name });
  });

  it('waits for a cluster that is still being made', async () => {
    reply = () => ({ status: 200, body: JSON.stringify({ cluster: { name: 'shop', status: 'CREATING' } }) });

    await expect(connect()).rejects.toMatchObject({
      name: 'ClusterUnavailable',
      found: expect.stringContaining('CREATING'),
    });
  });
});

const assumedRole = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
