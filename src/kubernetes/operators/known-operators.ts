import { certManager } from '#src/kubernetes/operators/cert-manager.ts';
import { generic } from '#src/kubernetes/operators/generic.ts';
import type { Operator } from '#src/kubernetes/operators/operator.ts';
import { strimzi } from '#src/kubernetes/operators/strimzi.ts';
import { trivy } from '#src/kubernetes/operators/trivy.ts';
import { verticalPodAutoscaler } from '#src/kubernetes/operators/vertical-pod-autoscaler.ts';

const KNOWN: readonly Operator[] = [strimzi, certManager, trivy, verticalPodAutoscaler];

/** The operator that owns an API group; an unknown group is read by its `Ready` conditions alone. */
export function operatorOf(group: string): Operator {
  return KNOWN.find(({ groups }) => groups.includes(group)) ?? generic;
}
