using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace Connectors.TestServers.Watchdogs;

/// <summary>The static native binary that tests put into root directories and images of their own.</summary>
public static class WatchdogBinary
{
    private const string Variable = "CONNECTORS_TEST_WATCHDOG";

    /// <summary>The root of this repository.</summary>
    public static string Repository { get; } =
        typeof(WatchdogBinary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>What native binaries of this machine are published for.</summary>
    public static string RuntimeIdentifier => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>Where it is, by the environment or where test.sh has published it; the test is skipped when there is none.</summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
                return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} names a file that is not there.", named);
            var published = System.IO.Path.Combine(Repository, "artifacts", "watchdog", "watchdog");
            Assert.SkipUnless(
                File.Exists(published),
                $"There is no static watchdog: make it with dotnet publish src/Connectors.Watchdog.Native -c Release -r linux-x64 -o artifacts/watchdog, or name one in {Variable}.");
            return published;
        }
    }
}
