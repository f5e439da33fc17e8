namespace Connectors.Queues.Sqlite.Tests.Killing;

/// <summary>Runs the tests, or, when told a directory, is the process that a test kills.</summary>
public static class Program
{
    public const string VictimVariable = "CONNECTORS_SQLITE_VICTIM";

    public static async Task<int> Main(string[] args)
    {
        if (Environment.GetEnvironmentVariable(VictimVariable) is { } directory)
            return await Victim.RunAsync(directory);
        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
