using Connectors.Core.Invocations;
using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Worker.Retries;

/// <summary>How calls are retried whose function says nothing else in its annotations.</summary>
public sealed class RetrySettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "retry";

    /// <summary>All runs, the first included.</summary>
    [Setting("How often a call may run, the first time included; a function's com.openfaas.retry.attempts wins.", OpenFaasVariable = "max_retry_attempts")]
    public int Attempts { get; set; } = 10;

    /// <summary>The shortest wait.</summary>
    [Setting("The wait after the first attempt, doubling from there; a function's com.openfaas.retry.min_wait wins.", OpenFaasVariable = "initial_retry_wait")]
    public TimeSpan MinWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait.</summary>
    [Setting("Where waits stop doubling; a function's com.openfaas.retry.max_wait wins.", OpenFaasVariable = "max_retry_wait")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>What is retried.</summary>
    [Setting("The HTTP statuses that are retried; a function's com.openfaas.retry.codes wins.", OpenFaasVariable = "retry_http_codes")]
    public IReadOnlyList<string> Codes { get; set; } = ["408", "429", "500", "502", "503", "504"];

    /// <summary>How waits grow.</summary>
    [Setting("How waits grow: exponential, full (jitter of 0 to 100 %) or equal (jitter of 50 to 100 %).", OpenFaasVariable = "backoff")]
    public RetryBackoff Backoff { get; set; } = RetryBackoff.Exponential;

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Attempts is < 1 or > RetryPolicy.MostAttempts)
            yield return $"retry.attempts is {Attempts}; set 1 to {RetryPolicy.MostAttempts}.";
        if (MinWait < TimeSpan.Zero || MinWait > RetryPolicy.LongestWait)
            yield return $"retry.min-wait is {GoDuration.Format(MinWait)}; set 0s to 24h.";
        if (MaxWait < MinWait || MaxWait > RetryPolicy.LongestWait)
            yield return $"retry.max-wait is {GoDuration.Format(MaxWait)}; set a duration from retry.min-wait to 24h.";
        if (!RetryPolicy.TryParseCodes(string.Join(',', Codes), out _))
            yield return $"retry.codes is '{string.Join(',', Codes)}'; set statuses from 400 to 599, for example 408,429,500.";
    }

    /// <summary>The policy these settings make.</summary>
    /// <exception cref="InvalidOperationException">The settings have faults.</exception>
    public RetryPolicy ToPolicy() =>
        RetryPolicy.TryParseCodes(string.Join(',', Codes), out var codes)
            ? new RetryPolicy { MaxAttempts = Attempts, MinWait = MinWait, MaxWait = MaxWait, Codes = codes, Backoff = Backoff }
            : throw new InvalidOperationException(string.Join(' ', Faults()));
}
