using Connectors.Core.Callbacks;
using Connectors.Core.Invocations;
using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Worker.Callbacks;

/// <summary>Where results may be sent and how.</summary>
public sealed class CallbackSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "callback";

    /// <summary>Allowed targets.</summary>
    [Setting("Where callbacks may go: host globs (*.example.com), addresses, networks (10.0.0.0/8). Link-local and metadata addresses are refused unless a network within their range names them.")]
    public IReadOnlyList<string> Allow { get; set; } = ["*"];

    /// <summary>The signing secret.</summary>
    [Setting("A file holding the secret that signs callbacks after the Standard Webhooks specification, as whsec_<base64> or plain text; two lines are two secrets, for rotation. Read again when it changes. Empty: not signed.")]
    public string SecretFile { get; set; } = "";

    /// <summary>Authorities of one's own.</summary>
    [Setting("A file with certificates (PEM) of the authorities that sign the certificates of https targets of callbacks. They are trusted instead of those of the machine; read at the start. Empty: those of the machine.")]
    public string CaFile { get; set; } = "";

    /// <summary>Callbacks at a time.</summary>
    [Setting("How many callbacks are sent at a time.")]
    public int MaxInflight { get; set; } = 32;

    /// <summary>All tries, the first included.</summary>
    [Setting("How often a callback is tried, the first time included.")]
    public int Attempts { get; set; } = 10;

    /// <summary>The shortest wait.</summary>
    [Setting("The wait after the first failed try of a callback, doubling from there, with jitter.")]
    public TimeSpan MinWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait.</summary>
    [Setting("Where the waits between tries of a callback stop doubling.")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long one try may take.</summary>
    [Setting("How long one try of a callback may take, the sending of the body included.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connecting may take.</summary>
    [Setting("How long connecting to a callback's target may take.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (!CallbackAllowList.TryParse(Allow, out _, out var error))
            yield return $"callback.allow: {error}.";
        if (MaxInflight is < 1 or > 100_000)
            yield return $"callback.max-inflight is {MaxInflight}; set 1 to 100000.";
        if (Attempts is < 1 or > RetryPolicy.MostAttempts)
            yield return $"callback.attempts is {Attempts}; set 1 to {RetryPolicy.MostAttempts}.";
        if (MinWait < TimeSpan.Zero || MinWait > RetryPolicy.LongestWait)
            yield return $"callback.min-wait is {GoDuration.Format(MinWait)}; set 0s to 24h.";
        if (MaxWait < MinWait || MaxWait > RetryPolicy.LongestWait)
            yield return $"callback.max-wait is {GoDuration.Format(MaxWait)}; set a duration from callback.min-wait to 24h.";
        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromHours(24))
            yield return $"callback.timeout is {GoDuration.Format(Timeout)}; set 10ms to 24h.";
        if (ConnectTimeout <= TimeSpan.Zero || ConnectTimeout > TimeSpan.FromHours(1))
            yield return $"callback.connect-timeout is {GoDuration.Format(ConnectTimeout)}; set a duration above 0s and up to 1h.";
    }

    /// <summary>The list that <see cref="Allow"/> spells, for whoever checks a callback at the door.</summary>
    /// <exception cref="InvalidOperationException">The settings have faults.</exception>
    public CallbackAllowList ToAllowList() =>
        CallbackAllowList.TryParse(Allow, out var list, out var error) ? list : throw new InvalidOperationException($"callback.allow: {error}.");

    internal RetryPolicy ToPolicy() => new() { MaxAttempts = Attempts, MinWait = MinWait, MaxWait = MaxWait, Backoff = RetryBackoff.Equal };
}
