using System.Reflection;

namespace Connectors.Watchdog.Native.Tests.Images;

/// <summary>The images of samples/images.</summary>
internal static class Samples
{
    private static readonly string Repository =
        typeof(Samples).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string CSharpHandler { get; } =
        typeof(Samples).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "CSharpHandler").Value!;

    public static string Folder(string name) => Path.Combine(Repository, "samples", "images", name);

    public static string Dockerfile(string name) => Path.Combine(Folder(name), "Dockerfile");
}
