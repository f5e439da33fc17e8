using static Connectors.Watchdog.Configuration.WatchdogPersonality;

namespace Connectors.Watchdog.Configuration;

/// <summary>Reads from a function's environment what it asks of a watchdog, by the names that OpenFaaS' watchdogs read.</summary>
public static class FunctionConfiguration
{
    private const string Blanks = "blanks", Shell = "shell";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The command; null when the variables name none.</summary>
    /// <param name="variables">The environment; null: nothing is set.</param>
    public static string? Command(IReadOnlyDictionary<string, string>? variables) => Command(new FunctionVariables(variables, static _ => { }));

    /// <summary>
    /// What the variables ask for. The program's environment and directory and where to listen are the host's to add. What cannot be read
    /// has its default and is remarked on.
    /// </summary>
    /// <param name="variables">The environment; null: nothing is set.</param>
    /// <param name="mode">The mode, which the variable <c>mode</c> names.</param>
    /// <param name="remark">Told what could not be read and what is used instead, a sentence without its end each.</param>
    public static WatchdogOptions Read(IReadOnlyDictionary<string, string>? variables, FunctionMode mode, Action<string> remark) =>
        Read(new FunctionVariables(variables, remark), mode, Shortest);

    /// <param name="variables">The environment.</param>
    /// <param name="mode">See <see cref="FunctionMode"/>.</param>
    /// <param name="shortest">Time limits that are shorter are unreadable; zero means none.</param>
    internal static WatchdogOptions Read(FunctionVariables variables, FunctionMode mode, TimeSpan shortest)
    {
        var isClassic = mode.Personality is Classic;
        return new WatchdogOptions
        {
            Process = Command(variables) ?? "",
            SplitAtBlanks = SplitsAtBlanks(variables),
            Mode = mode.Mode,
            ReadTimeout = variables.Duration("read_timeout", DefaultTimeout, shortest),
            WriteTimeout = variables.Duration("write_timeout", DefaultTimeout, shortest),
            ExecTimeout = variables.Duration("exec_timeout", isClassic ? TimeSpan.Zero : DefaultTimeout, TimeSpan.Zero),
            MaxInflight = variables.Count("max_inflight"),
            ContentType = variables.Text("content_type") ?? (isClassic || mode.Mode is WatchdogMode.Http ? null : "application/octet-stream"),
            CombineOutput = isClassic && variables.Flag("combine_output", true),
            UpstreamUrl = mode.Mode is WatchdogMode.Http ? variables.Address("http_upstream_url", "upstream_url") : null,
            LogBufferSize = variables.Number("log_buffer_size", WatchdogOptions.DefaultLogBufferSize, static size => size is not 0, "a number of bytes, or -1 for lines of any length"),
            LogCallId = variables.Flag("log_callid", false) || variables.Flag("log_call_id", false),
        };
    }

    private static string? Command(FunctionVariables variables) => variables.Text("function_process") ?? variables.Text("fprocess");

    private static bool SplitsAtBlanks(FunctionVariables variables)
    {
        switch (variables.Text("fprocess_split"))
        {
            case Blanks:
                return true;
            case null or Shell:
                return false;
            case var text:
                variables.Remark($"fprocess_split '{text}' is neither {Shell} nor {Blanks}: {Shell} is used");
                return false;
        }
    }
}
