import { generic } from '#src/kubernetes/operators/generic.ts';
import type { Operator } from '#src/kubernetes/operators/operator.ts';

/** Reports are made again by the next scan and outweigh everything else in a cluster; only the specification is intent. */
export const trivy: Operator = {
  ...generic,
  name: 'trivy',
  groups: ['aquasecurity.github.io'],
  classOf: (kind) => (kind === 'ClusterComplianceReport' ? 'intent' : 'bulk'),
};
