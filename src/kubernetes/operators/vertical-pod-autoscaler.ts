import { generic } from '#src/kubernetes/operators/generic.ts';
import type { Operator } from '#src/kubernetes/operators/operator.ts';

/** Checkpoints are the recommender's memory: rewritten every minute, regrown when lost. */
export const verticalPodAutoscaler: Operator = {
  ...generic,
  name: 'vertical-pod-autoscaler',
  groups: ['autoscaling.k8s.io'],
  classOf: (kind) => (kind === 'VerticalPodAutoscalerCheckpoint' ? 'passing' : 'intent'),
};
