using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.Lines;

/// <summary>What a container's log would hold.</summary>
public sealed class PrintedLinesTests : IDisposable
{
    private const string Program = "sh -c 'echo out; echo err >&2; exec sleep 1000'";
    private readonly TempDirectory directory = new("watchdog");

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("true", @"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d stdout: out\n$", @"\n\d{4}/\d\d/\d\d \d\d:\d\d:\d\d stderr: err\n")]
    [InlineData("false", @"^out\n$", @"\nerr\n")]
    public async Task The_functions_streams_stay_apart_and_bear_their_names_unless_they_are_to_be_raw(string prefix, string output, string error)
    {
        var (outputFile, errorFile) = (directory.Below("out"), directory.Below("err"));
        await using var process = ServerProcess.Start(
            "sh", ["-c", "exec \"$0\" >\"$1\" 2>\"$2\"", WatchdogBinary.Path, outputFile, errorFile],
            new Dictionary<string, string> { ["fprocess"] = Program, ["mode"] = "http", ["prefix_logs"] = prefix, ["TMPDIR"] = directory.Path, ["port"] = FormattableString.Invariant($"{LoopbackPorts.Take()}") });
        while (!process.HasExited && !(Read(outputFile).Contains("out\n") && Read(errorFile).Contains("err\n")))
            await Task.Delay(10, RunningBinary.Token);
        Assert.Matches(output, Read(outputFile));
        Assert.Matches(error, Read(errorFile));
        Assert.Matches(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d Version: ", Read(errorFile));
    }

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
