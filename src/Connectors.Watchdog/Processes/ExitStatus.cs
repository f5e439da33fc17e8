using System.Globalization;

namespace Connectors.Watchdog.Processes;

/// <summary>How a process ended: by itself with a code, or by a signal.</summary>
internal readonly record struct ExitStatus(int Code, int Signal)
{
    /// <summary>Someone else collected it: nothing is known.</summary>
    public static readonly ExitStatus Unknown = new(-1, 0);

    public bool Succeeded => Code == 0 && Signal == 0;

    /// <summary>Reads what waitpid gives.</summary>
    public static ExitStatus FromWait(int status) =>
        (status & 0x7f) == 0 ? new ExitStatus((status >> 8) & 0xff, 0) : new ExitStatus(-1, status & 0x7f);

    /// <summary>For a sentence: <c>exited with code 1</c>, <c>was ended by signal: killed</c>.</summary>
    public string Sentence => (Code, Signal) switch
    {
        (_, > 0) => "was ended by " + this,
        ( >= 0, _) => string.Create(CultureInfo.InvariantCulture, $"exited with code {Code}"),
        _ => "exited",
    };

    /// <summary>As function authors know it: <c>exit status 1</c>, <c>signal: killed</c>.</summary>
    public override string ToString() => (Code, Signal) switch
    {
        (_, > 0) => "signal: " + SignalName(Signal),
        ( >= 0, _) => string.Create(CultureInfo.InvariantCulture, $"exit status {Code}"),
        _ => "exit status unknown",
    };

    private static string SignalName(int signal) => signal switch
    {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => signal.ToString(CultureInfo.InvariantCulture),
    };
}
