using System.Reflection;

namespace Connectors.Providers.FaasNetes.Tests.Operating;

/// <summary>The real program.</summary>
internal static class ConnectorsProgram
{
    /// <summary>Run by <c>dotnet</c>.</summary>
    public static string Path { get; } = typeof(ConnectorsProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "ConnectorsProgram").Value!;
}
