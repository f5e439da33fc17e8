using System.Reflection;
using Xunit;

namespace Connectors.TestServers.Watchdogs;

/// <summary>The static native binary that tests put into root directories and images of their own.</summary>
public static class WatchdogBinary
{
    private const string Variable = "CONNECTORS_TEST_WATCHDOG";
    private static readonly string Root =
        typeof(WatchdogBinary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Where it is, by the environment or where test.sh has published it; the test is skipped when there is none.</summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
                return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} names a file that is not there.", named);
            var published = System.IO.Path.Combine(Root, "artifacts", "watchdog", "watchdog");
            Assert.SkipUnless(
                File.Exists(published),
                $"There is no static watchdog: make it with dotnet publish src/Connectors.Watchdog.Native -c Release -r linux-x64 -o artifacts/watchdog, or name one in {Variable}.");
            return published;
        }
    }
}
