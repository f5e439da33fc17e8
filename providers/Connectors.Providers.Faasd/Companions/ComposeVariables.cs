using System.Runtime.InteropServices;

namespace Connectors.Providers.Faasd.Companions;

/// <summary>What a compose file may refer to: the environment, and the end of images' names that some publish for each processor.</summary>
internal static class ComposeVariables
{
    private const string ArchitectureSuffix = "ARCH_SUFFIX";

    public static Func<string, string?> Of(Architecture architecture, Func<string, string?> environment) =>
        name => environment(name) ?? (name == ArchitectureSuffix ? Suffix(architecture) : null);

    private static string Suffix(Architecture architecture) => architecture == Architecture.Arm64 ? "-arm64" : "";
}
