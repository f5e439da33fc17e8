using Connectors.Core.Functions;

namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>The names of a function's profiles, in its annotation.</summary>
internal static class ProfileNames
{
    public const string Annotation = "com.openfaas.profile";

    /// <summary>Comma-separated, in order; one that is named twice counts where it stands last.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, string>? annotations)
    {
        if (KnownAnnotations.Value(annotations, Annotation) is not { } value)
            return [];
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. names.Reverse().Distinct(StringComparer.Ordinal).Reverse()];
    }
}
