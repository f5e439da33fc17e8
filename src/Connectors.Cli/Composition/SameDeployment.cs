using Connectors.Core.Functions;

namespace Connectors.Cli.Composition;

/// <summary>Whether a function already is what a deployment asks for, so that a restart does not replace what runs.</summary>
internal static class SameDeployment
{
    public static bool Is(FunctionStatus existing, FunctionDeployment wanted) =>
        existing.Image == wanted.Image
        && (existing.EnvProcess ?? "") == (wanted.EnvProcess ?? "")
        && existing.ReadOnlyRootFilesystem == wanted.ReadOnlyRootFilesystem
        && Same(existing.EnvVars, wanted.EnvVars)
        && Same(existing.Labels, wanted.Labels)
        && Same(existing.Annotations, wanted.Annotations)
        && (existing.Secrets ?? []).SequenceEqual(wanted.Secrets ?? [])
        && (existing.Constraints ?? []).SequenceEqual(wanted.Constraints ?? [])
        && (existing.Limits ?? new()) == (wanted.Limits ?? new())
        && (existing.Requests ?? new()) == (wanted.Requests ?? new());

    private static bool Same(IReadOnlyDictionary<string, string>? existing, IReadOnlyDictionary<string, string>? wanted) =>
        Own(existing).SequenceEqual(Own(wanted));

    // The provider's own label is not the user's.
    private static IEnumerable<KeyValuePair<string, string>> Own(IReadOnlyDictionary<string, string>? map) =>
        (map ?? new Dictionary<string, string>()).Where(entry => entry.Key != KnownAnnotations.FunctionLabel).OrderBy(entry => entry.Key, StringComparer.Ordinal);
}
