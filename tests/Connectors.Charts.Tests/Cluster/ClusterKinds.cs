namespace Connectors.Charts.Tests.Cluster;

/// <summary>What the chart installs and the Kubernetes of the tests, 1.20, does not have; it is checked against the models of a present one alone.</summary>
internal static class ClusterKinds
{
    private static readonly (string Version, string Kind)[] Lacking =
    [
        ("policy/v1", "PodDisruptionBudget"),
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        ("monitoring.coreos.com/v1", "ServiceMonitor"),
    ];

    public static bool IsLacking(string document) =>
        Lacking.Any(one => document.Contains($"apiVersion: {one.Version}\nkind: {one.Kind}\n", StringComparison.Ordinal));
}
