namespace Connectors.Charts.Tests;

/// <summary>Values that between them turn everything on that the chart has.</summary>
internal static class Shapes
{
    public const string Everything = """
        image: { repository: registry.example/connectors, tag: "9", pullSecrets: [pull] }
        settings:
          retry: { attempts: 3 }
          webhooks: { github: { kind: github, secret-file: secrets/github/secret } }
          nats: { url: "nats://nats.openfaas:4222" }
        secrets: [github]
        functions: { namespaces: [openfaas-fn, staging-fn], clusterWide: false, profilesNamespace: staging-fn }
        gateway:
          replicas: 3
          h2c: { enabled: true }
          service: { type: LoadBalancer, annotations: { example.org/a: b } }
          env: [{ name: TZ, value: Europe/Paris }]
          podAnnotations: { example.org/c: d }
          nodeSelector: { disk: ssd }
          tolerations: [{ key: dedicated, operator: Exists }]
          affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }
          priorityClassName: high
        worker: { autoscaling: { enabled: true, maxReplicas: 20 } }
        connectors:
          nats: { enabled: true, replicas: 2 }
          mqtt: { enabled: true, replicas: 1 }
          kafka: { enabled: true, replicas: 1 }
          rabbitmq: { enabled: true, replicas: 1 }
        nats: { persistence: { storageClassName: fast } }
        prometheus: { create: true }
        alertmanager: { create: true }
        serviceMonitors: { enabled: true, labels: { release: prometheus } }
        ingress: { enabled: true, className: nginx, hosts: [faas.example.org], tls: [{ hosts: [faas.example.org], secretName: faas-tls }], annotations: { example.org/e: f } }
        """;

    public const string Elsewhere = """
        auth: { secret: my-login, generate: false }
        functions: { create: false, clusterWide: true }
        provider: http://provider.example:8081/
        nats: { url: "nats://a.example:4222,nats://b.example:4222", replicas: 3 }
        prometheus: { url: "http://prometheus.monitoring:9090/" }
        ingress: { enabled: true }
        networkPolicies: { enabled: false }
        worker: { disruptionBudget: { enabled: false } }
        gateway: { disruptionBudget: { enabled: false } }
        """;

    /// <summary>The chart as it comes, all on, and with what stands elsewhere.</summary>
    public static TheoryData<string> All { get; } = ["", Everything, Elsewhere];
}
