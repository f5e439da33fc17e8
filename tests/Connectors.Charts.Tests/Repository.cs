using System.Reflection;

namespace Connectors.Charts.Tests;

/// <summary>Files of the repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The program that was built with the tests.</summary>
    public static string Program { get; } = Metadata("ConnectorsProgram");

    /// <summary>Where the program is that images are made of: published whole, by test.sh.</summary>
    public static string PublishedProgram { get; } = Path.Combine(Root, "artifacts/image");

    public static string Chart { get; } = Path.Combine(Root, "charts/connectors");

    private static string Metadata(string key) => typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
