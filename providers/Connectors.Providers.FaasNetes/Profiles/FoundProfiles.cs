namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>What became of the names of profiles.</summary>
/// <param name="Found">Those that are there and can be read, in the order they were named: of two the later one wins.</param>
/// <param name="Missing">Names of which there is none.</param>
/// <param name="Fault">Why a function that names them cannot have them all, with the remedy; null when it can.</param>
internal sealed record FoundProfiles(IReadOnlyList<FunctionProfile> Found, IReadOnlyList<string> Missing, string? Fault)
{
    /// <summary>Of a function that names none.</summary>
    public static FoundProfiles None { get; } = new([], [], null);
}

/// <summary>A profile as a function has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Of one that was removed and made anew it is another.</param>
/// <param name="Generation">Grows with each change of what it says.</param>
/// <param name="Spec">What it says; nobody else holds it.</param>
internal sealed record FunctionProfile(string Name, string Uid, long Generation, ProfileSpec Spec);
