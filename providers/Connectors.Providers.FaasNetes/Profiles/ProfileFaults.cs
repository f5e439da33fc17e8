using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Watching;

namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>Why a function cannot have its profiles, in words for whoever deploys it.</summary>
internal static class ProfileFaults
{
    private const int LongestNames = 400;

    public static string Of(Lack lack) => lack.IsUnknown
        ? $"the cluster has no resource {Profile.Plural}.{Profile.Group}; install it: kubectl apply -f charts/connectors/crds/profiles.yaml"
        : $"Kubernetes does not let us: {lack.Reason}. Give our account the rule of charts/connectors/templates/rbac/profiles.yaml";

    public static string Missing(IReadOnlyList<string> names, string @namespace) =>
        $"there is no {Named(names)} in namespace '{@namespace}'; create it first (kubectl apply), or mend the annotation {ProfileNames.Annotation}";

    public static string Unreadable(string name, string @namespace, IEnumerable<string> faults) =>
        $"{Named([name])} in namespace '{@namespace}' cannot be read: {string.Join(", ", faults)}";

    public static string Named(IReadOnlyList<string> names) => $"profile '{ShownText.Of(string.Join("', '", names), LongestNames)}'";
}
