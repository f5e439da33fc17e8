using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Providers.Process;

/// <summary>How functions run as processes of this machine.</summary>
public sealed class ProcessProviderSettings : ISettings
{
    private const int SmallestLog = 64 * 1024;

    /// <inheritdoc/>
    public static string Section => "process";

    /// <summary>The <c>PATH</c> of functions.</summary>
    [Setting("PATH of the functions' processes; empty: the hub's own")]
    public string Path { get; set; } = "";

    /// <summary>The most replicas one function may have.</summary>
    [Setting("The most replicas one function may have on this machine")]
    public int MaxReplicas { get; set; } = 100;

    /// <summary>What is kept of one function's output.</summary>
    [Setting("How much of one function's output is kept; the oldest lines go first")]
    public ByteSize LogMaxBytes { get; set; } = ByteSize.MiB(10);

    /// <summary>The pause before a replica that could not start is tried again; doubles with each failure.</summary>
    [Setting("The first pause before a replica that could not start is tried again; doubles with each failure")]
    public TimeSpan RestartMinWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such pause.</summary>
    [Setting("The longest pause before a replica that could not start is tried again")]
    public TimeSpan RestartMaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a replica that is to stop goes on accepting what was already on its way.</summary>
    [Setting("How long a replica that was taken out of service still accepts requests that are on their way to it")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long running requests may take to end when the hub stops.</summary>
    [Setting("How long running requests may take to end when the hub stops, before their processes are killed")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (MaxReplicas < 1)
            yield return "process.max-replicas must be 1 or more; leave it out for 100";
        if (LogMaxBytes.Bytes < SmallestLog)
            yield return "process.log-max-bytes must be 64KiB or more; leave it out for 10MiB";
        if (RestartMinWait <= TimeSpan.Zero)
            yield return "process.restart-min-wait must be longer than 0; leave it out for 1s";
        if (RestartMaxWait < RestartMinWait)
            yield return "process.restart-max-wait must not be shorter than process.restart-min-wait; leave it out for 1m";
        if (DrainDelay < TimeSpan.Zero)
            yield return "process.drain-delay must not be negative; leave it out for 1s";
        if (ShutdownGrace < TimeSpan.Zero)
            yield return "process.shutdown-grace must not be negative; leave it out for 20s";
    }
}
