import { describe, expect, it } from '@jest/globals';
import { partitionOf, requireOwnRegions, secondRegionOf, servicePrincipal } from '#infra/partition.ts';

describe('partitions', () => {
  it('keeps the replica of a commercial region in another one', () => {
    expect(secondRegionOf(partitionOf('aws'), 'us-east-1')).toBe('us-west-2');
  });

  it('keeps the replica of a region in China in the other region there', () => {
    expect(secondRegionOf(partitionOf('aws-cn'), 'cn-north-1')).toBe('cn-northwest-1');
    expect(secondRegionOf(partitionOf('aws-cn'), 'cn-northwest-1')).toBe('cn-north-1');
  });

  it('never names a region as its own second', () => {
    for (const { secondRegions } of [partitionOf('aws'), partitionOf('aws-cn')]) {
      for (const [home, second] of Object.entries(secondRegions)) expect(second).not.toBe(home);
    }
  });

  it('lets the configuration choose the second region', () => {
    expect(secondRegionOf(partitionOf('aws'), 'us-east-1', 'eu-west-1')).toBe('eu-west-1');
  });

  it('refuses the home region as the second one', () => {
    expect(() => secondRegionOf(partitionOf('aws'), 'us-east-1', 'us-east-1')).toThrow('set secondRegion');
  });

  it('refuses a second region of another partition: nothing is replicated over that border', () => {
    expect(() => secondRegionOf(partitionOf('aws-cn'), 'cn-north-1', 'us-east-1')).toThrow('set secondRegion');
    expect(() => secondRegionOf(partitionOf('aws'), 'us-east-1', 'cn-north-1')).toThrow('set secondRegion');
  });

  it.each([
    { id: 'aws', own: ['us-east-1', 'eu-central-1', 'ap-southeast-2'], foreign: ['cn-north-1', 'us-gov-west-1'] },
    { id: 'aws-cn', own: ['cn-north-1', 'cn-northwest-1'], foreign: ['us-east-1'] },
  ])('knows the regions of $id by their names, and refuses others', ({ id, own, foreign }) => {
    expect(() => requireOwnRegions(partitionOf(id), own)).not.toThrow();
    for (const region of foreign) {
      expect(() => requireOwnRegions(partitionOf(id), [...own, region])).toThrow(`not in partition ${id}: ${region}.`);
    }
  });

  it('refuses a home region it knows no second one for', () => {
    expect(() => secondRegionOf(partitionOf('aws'), 'xx-nowhere-1')).toThrow('set secondRegion');
  });

  it('refuses a partition whose features nobody has probed', () => {
    expect(() => partitionOf('aws-iso')).toThrow('partition aws-iso is not in infra/partition.ts');
  });

  it('calls a service by the one name that every partition accepts', () => {
    expect(servicePrincipal('states')).toBe('states.amazonaws.com');
  });
});
