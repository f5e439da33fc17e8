using Connectors.TestServers.Watchdogs;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Tests.Rights;

/// <summary>The rules that the chart gives to gateways: the last part of each file, in which nothing is rendered.</summary>
internal static class ChartRules
{
    public static IReadOnlyList<V1PolicyRule> Of(string file)
    {
        var text = File.ReadAllText(Path.Combine(WatchdogBinary.Repository, "charts/connectors/templates/rbac", file));
        var rules = text[text.LastIndexOf("\nrules:", StringComparison.Ordinal)..].Replace("{{- end }}", "", StringComparison.Ordinal);
        return [.. KubernetesYaml.Deserialize<V1ClusterRole>(rules).Rules];
    }

    /// <summary>E.g. <c>apps/deployments: create</c>.</summary>
    public static IEnumerable<string> Rights(IEnumerable<V1PolicyRule> rules) =>
        from rule in rules
        from @group in rule.ApiGroups
        from resource in rule.Resources
        from verb in rule.Verbs
        select $"{@group}/{resource}: {verb}";
}
