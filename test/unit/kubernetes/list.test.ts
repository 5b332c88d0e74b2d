import { describe, expect, it } from '@jest/globals';
import type { Cluster } from '#src/kubernetes/cluster.ts';
import { countObjects, type ListPage, listPages } from '#src/kubernetes/list.ts';
import { response, scriptedCluster } from '#test/support/kubernetes.ts';

const PATH = '/apis/boats.example.com/v1/ferries';
const page = (names: readonly string[], metadata: object) => ({
  body: {
    apiVersion: 'boats.example.com/v1',
    items: names.map((name) => ({ metadata: { name } })),
    kind: 'FerryList',
    metadata,
  },
});
const gone = (metadata: object) => ({ status: 410, body: { kind: 'Status', reason: 'Expired', metadata } });

async function collect(cluster: Cluster): Promise<ListPage[]> {
  const pages: ListPage[] = [];
  for await (const each of listPages(cluster, PATH)) pages.push(each);
  return pages;
}

const namesOf = (pages: readonly ListPage[]) =>
  pages.flatMap(({ objects }) =>
    objects.map((raw) => (JSON.parse(Buffer.from(raw).toString()) as { metadata: { name: string } }).metadata.name),
  );

describe('listing a collection', () => {
  it('follows continue tokens to the last page', async () => {
    const cluster = scriptedCluster({
      [`${PATH}?limit=100`]: page(['a', 'b'], { resourceVersion: '7', continue: 't/1' }),
      [`${PATH}?limit=2000&continue=t%2F1`]: page(['c'], { resourceVersion: '7', continue: '' }),
    });

    const pages = await collect(cluster);

    expect(namesOf(pages)).toEqual(['a', 'b', 'c']);
    expect(pages.map(({ resourceVersion }) => resourceVersion)).toEqual(['7', '7']);
  });

  it('asks for fewer objects at a time when they are large', async () => {
    const large = { metadata: { name: 'large' }, report: 'x'.repeat(400_000) };
    const asked: string[] = [];
    const cluster: Cluster = {
      name: 'large',
      get: async (path) => {
        asked.push(path);
        const metadata = { resourceVersion: '1', continue: asked.length < 2 ? 'more' : '' };
        return response(200, { items: [large, large], metadata });
      },
    };

    await collect(cluster);

    expect(asked[1]).toContain('limit=10&');
  });

  it('goes on by the inconsistent token of a 410, so that the pages show two versions', async () => {
    const cluster = scriptedCluster({
      [`${PATH}?limit=100`]: page(['a'], { resourceVersion: '7', continue: 'old' }),
      [`${PATH}?limit=2000&continue=old`]: gone({ continue: 'fresh' }),
      [`${PATH}?limit=2000&continue=fresh`]: page(['b'], { resourceVersion: '9' }),
    });

    const pages = await collect(cluster);

    expect(namesOf(pages)).toEqual(['a', 'b']);
    expect(pages.map(({ resourceVersion }) => resourceVersion)).toEqual(['7', '9']);
  });

  it('gives up on a 410 that offers no way on', async () => {
    const cluster = scriptedCluster({ [`${PATH}?limit=100`]: gone({}) });

    await expect(collect(cluster)).rejects.toMatchObject({ name: 'ClusterUnavailable' });
  });

  it('gives up when every token has expired before it is used', async () => {
    const cluster: Cluster = { name: 'slow', get: async () => response(410, gone({ continue: 'again' }).body) };

    await expect(collect(cluster)).rejects.toMatchObject({ name: 'ClusterUnavailable' });
  });

  it.each([
    ['a kind that is no longer served', { status: 404, body: '404 page not found' }],
    ['a page cut short', { status: 200, body: '{"items":[{"metadata":' }],
    ['an answer that is no list', { status: 200, body: '{"kind":"Status"}' }],
  ])('calls %s unavailable rather than empty', async (_, answer) => {
    const cluster = scriptedCluster({ [`${PATH}?limit=100`]: answer });

    await expect(collect(cluster)).rejects.toMatchObject({ name: 'ClusterUnavailable' });
  });

  it('counts a collection by reading one object of it', async () => {
    const cluster = scriptedCluster({
      [`${PATH}?limit=1`]: page(['a'], { resourceVersion: '1', continue: 't', remainingItemCount: 41 }),
    });

    await expect(countObjects(cluster, PATH)).resolves.toBe(42);
  });
});
