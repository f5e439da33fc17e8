using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Worker;

/// <summary>Settings of the worker.</summary>
public sealed class WorkerSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "worker";

    /// <summary>The worker's name in records.</summary>
    [Setting("The worker's name in the records of attempts; empty: the machine's name and the process id.")]
    public string Name { get; set; } = "";

    /// <summary>The queue to take from.</summary>
    [Setting("Take invocations from this queue only; empty: from every queue.")]
    public string Queue { get; set; } = "";

    /// <summary>Invocations at a time.</summary>
    [Setting("How many invocations this worker runs at a time.", OpenFaasVariable = "max_inflight")]
    public int MaxInflight { get; set; } = 64;

    /// <summary>Invocations of one function at a time.</summary>
    [Setting("How many invocations of one function this worker runs at a time; 0: as many as leave room for other functions.")]
    public int MaxInflightPerFunction { get; set; }

    /// <summary>How long a call may fail to reach its function.</summary>
    [Setting("How long a call is put off because it cannot reach its function, before it goes to the dead letters.")]
    public TimeSpan UnreachableDeadline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a stopping worker waits for what runs.</summary>
    [Setting("How long a worker that is told to stop lets running calls and callbacks finish; the rest goes back to the queue.")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest result.</summary>
    [Setting("The largest answer of a function that is kept as a result; a larger one is a failed attempt.")]
    public ByteSize MaxResultBytes { get; set; } = ByteSize.MiB(1024);

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Name.Length > 128 || Name.Any(char.IsControl))
            yield return "worker.name is longer than 128 characters or holds control characters; set a short plain name.";
        if (MaxInflight is < 1 or > 100_000)
            yield return $"worker.max-inflight is {MaxInflight}; set 1 to 100000.";
        if (MaxInflightPerFunction < 0)
            yield return $"worker.max-inflight-per-function is {MaxInflightPerFunction}; set 1 or more, or 0 to leave room for other functions.";
        if (UnreachableDeadline < TimeSpan.Zero || UnreachableDeadline > TimeSpan.FromDays(365))
            yield return $"worker.unreachable-deadline is {GoDuration.Format(UnreachableDeadline)}; set 0s to 8760h.";
        if (GracePeriod < TimeSpan.Zero || GracePeriod > TimeSpan.FromHours(24))
            yield return $"worker.grace-period is {GoDuration.Format(GracePeriod)}; set 0s to 24h.";
        if (MaxResultBytes.Bytes < 0)
            yield return $"worker.max-result-bytes is {MaxResultBytes}; set 0 or more.";
    }

    internal string NameOrDefault => Name.Length > 0 ? Name : $"{Environment.MachineName}-{Environment.ProcessId}";
}
