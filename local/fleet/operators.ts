/** An operator every tenant runs, with the custom resource that shows it at work. */
export interface OperatorKind {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly chartVersion: string;
  readonly resource?: { readonly apiVersion: string; readonly kind: string };
}

/** The full set of a standard tenant. */
export const OPERATORS: readonly OperatorKind[] = [
  operator('strimzi', 'kafka', '0.51.0', { apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka' }),
  operator('eck', 'elastic', '3.3.0', { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch' }),
  operator('keda', 'keda', '2.20.2', { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' }),
  operator('aws-load-balancer-controller', 'kube-system', '3.1.0', {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
  }),
  operator('cert-manager', 'cert-manager', '1.21.1', { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' }),
  operator('metrics-server', 'kube-system', '3.13.0'),
  operator('gitlab-runner', 'gitlab-runner', '0.85.0', { apiVersion: 'apps.gitlab.com/v1beta2', kind: 'Runner' }),
  operator('aws-efs-csi-driver', 'kube-system', '3.4.0'),
  operator('nfs-subdir-external-provisioner', 'nfs', '4.0.18'),
  operator('vertical-pod-autoscaler', 'vpa', '0.7.0', {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
  }),
  operator('trivy-operator', 'trivy-system', '0.31.0'),
];

function operator(
  name: string,
  namespace: string,
  chartVersion: string,
  resource?: OperatorKind['resource'],
): OperatorKind {
  return { name, namespace, chart: name, chartVersion, ...(resource ? { resource } : {}) };
}
