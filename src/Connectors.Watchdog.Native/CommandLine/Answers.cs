using Connectors.Watchdog.Configuration;

namespace Connectors.Watchdog.Native.CommandLine;

/// <summary>All that the program does beside serving; each gives the exit code.</summary>
internal static class Answers
{
    private const int Success = 0, Failure = 1, Misuse = 2;

    private const string Usage = """
        Runs a function behind HTTP. What it does is set by environment variables, such as fprocess and mode.

        Usage:
          --version          print the version and exit
          --run-healthcheck  exit with 0 when the function is healthy, else with 1; for health checks that run a program
          --help             print this
        """;

    public static int Version()
    {
        Console.Out.WriteLine(Release.Line);
        return Success;
    }

    public static int Help()
    {
        Console.Out.WriteLine(Usage);
        return Success;
    }

    public static int Refuse(string fault)
    {
        Console.Error.WriteLine($"watchdog: {fault}\n{Usage}");
        return Misuse;
    }

    /// <summary>A watchdog that serves has a lock file, and removes it when it is to stop.</summary>
    public static int Healthcheck()
    {
        var path = ProgramConfiguration.LockFile(ProcessEnvironment.Read());
        if (File.Exists(path))
            return Success;
        Console.Error.WriteLine($"unable to find lock file: {path}");
        return Failure;
    }
}
