using System.Reflection;

namespace Connectors.Charts.Tests;

/// <summary>Files of the repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    public static string Chart { get; } = Path.Combine(Root, "charts/connectors");
}
