using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Callbacks;
using Connectors.Core.Invocations;
using Connectors.Core.Units;
using Connectors.Gateway.Logs;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.AsyncCalls;

/// <summary>What a caller asks of the queue in the headers that steer it.</summary>
internal sealed record AsyncCallWishes
{
    private const string CallbackUrlHeader = "X-Callback-Url";
    private const string DelayHeader = "X-Delay";
    private const string NotBeforeHeader = "X-Not-Before";
    private const string OrderingKeyHeader = "X-Ordering-Key";
    private const string IdempotencyKeyHeader = "Idempotency-Key";

    private const string OriginHeader = "X-Connector-Origin";

    private const int LongestOrigin = 256;

    // As long as a queue takes.
    private const int LongestKey = 1024;

    private AsyncCallWishes()
    {
    }

    /// <summary>Where the result goes.</summary>
    public Uri? CallbackUrl { get; private init; }

    /// <summary>When it is due; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>Calls of one key run in order.</summary>
    public string? OrderingKey { get; private init; }

    /// <summary>Makes a repetition a duplicate.</summary>
    public DeduplicationKey? Deduplication { get; private init; }

    /// <summary>True for headers that steer the queue and are not the function's business.</summary>
    public static bool IsSteering(string name) =>
        name.Equals(CallbackUrlHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(DelayHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(NotBeforeHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(OrderingKeyHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(IdempotencyKeyHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(OriginHeader, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True when a connector speaks that runs apart from the gateway, which only the gateway's credentials allow. Its keys are
    /// percent-encoded and stand beside those of the same connector in this process.
    /// </summary>
    public static bool AreOfConnector(IHeaderDictionary headers) => headers.ContainsKey(OriginHeader);

    /// <summary>Reads the headers; false, with a sentence, when one is malformed or forbidden.</summary>
    public static bool TryRead(
        IHeaderDictionary headers, CallbackAllowList allowed, TimeSpan longestDelay, DateTimeOffset now,
        [NotNullWhen(true)] out AsyncCallWishes? wishes, [NotNullWhen(false)] out string? fault)
    {
        wishes = null;
        var encoded = AreOfConnector(headers);
        string? origin = "key";
        if (!TryCallback(headers, allowed, out var callback, out fault)
            || !TryDue(headers, longestDelay, now, out var due, out fault)
            || (encoded && !TryKey(headers, OriginHeader, LongestOrigin, encoded, out origin, out fault))
            || !TryKey(headers, OrderingKeyHeader, LongestKey, encoded, out var ordering, out fault)
            || !TryKey(headers, IdempotencyKeyHeader, LongestKey, encoded, out var idempotency, out fault))
            return false;
        wishes = new AsyncCallWishes
        {
            CallbackUrl = callback,
            NotBefore = due,
            OrderingKey = ordering,
            Deduplication = idempotency is null ? null : new DeduplicationKey(origin!, idempotency),
        };
        return true;
    }

    private static bool TryCallback(IHeaderDictionary headers, CallbackAllowList allowed, out Uri? url, [NotNullWhen(false)] out string? fault)
    {
        (url, fault) = (null, null);
        if (!headers.TryGetValue(CallbackUrlHeader, out var values))
            return true;
        if (values.Count != 1)
            fault = $"{CallbackUrlHeader} may be given once";
        else if (Core.Callbacks.CallbackUrl.TryParse(values[0], out url, out var error))
            fault = allowed.Refusal(url);
        else
            fault = $"{CallbackUrlHeader}: {error}";
        return fault is null;
    }

    private static bool TryDue(
        IHeaderDictionary headers, TimeSpan longest, DateTimeOffset now, out DateTimeOffset? due, [NotNullWhen(false)] out string? fault)
    {
        (due, fault) = (null, null);
        var (delay, notBefore) = (headers[DelayHeader].ToString(), headers[NotBeforeHeader].ToString());
        if (headers.ContainsKey(DelayHeader) && headers.ContainsKey(NotBeforeHeader))
            fault = $"{DelayHeader} and {NotBeforeHeader} exclude each other";
        else if (headers.ContainsKey(DelayHeader))
            fault = Delay(delay, longest, now, out due);
        else if (headers.ContainsKey(NotBeforeHeader))
            fault = Moment(notBefore, longest, now, out due);
        if (due <= now)
            due = null;
        return fault is null;
    }

    private static string? Delay(string text, TimeSpan longest, DateTimeOffset now, out DateTimeOffset? due)
    {
        due = null;
        if (!GoDuration.TryParse(text, out var delay) || delay < TimeSpan.Zero)
            return $"{DelayHeader} is not a duration from 0 up to gateway.max-delay, {GoDuration.Format(longest)}; write for example 90s or 1h30m";
        if (delay > longest)
            return TooFar(DelayHeader, longest);
        due = now + delay;
        return null;
    }

    private static string? Moment(string text, TimeSpan longest, DateTimeOffset now, out DateTimeOffset? due)
    {
        due = null;
        if (!Rfc3339.TryParse(text, out var moment))
            return $"{NotBeforeHeader} is not a time; write for example 2030-01-31T12:00:00Z";
        if (moment - now > longest)
            return TooFar(NotBeforeHeader, longest);
        due = moment;
        return null;
    }

    private static string TooFar(string header, TimeSpan longest) =>
        $"{header} is further away than gateway.max-delay, {GoDuration.Format(longest)}, allows";

    private static bool TryKey(
        IHeaderDictionary headers, string name, int longest, bool encoded, out string? key, [NotNullWhen(false)] out string? fault)
    {
        (key, fault) = (null, null);
        if (!headers.TryGetValue(name, out var values))
            return true;
        var text = values is [{ } only] ? encoded ? Uri.UnescapeDataString(only) : only : "";
        if (text.Length > 0 && text.Length <= longest)
            key = text;
        else
            fault = $"{name} must be given once, with 1 to {longest} characters";
        return fault is null;
    }
}
