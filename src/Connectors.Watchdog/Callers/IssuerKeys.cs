using System.Text.Json;
using Connectors.Watchdog.Logging;

namespace Connectors.Watchdog.Callers;

/// <summary>
/// What the issuer publishes, kept for a while. It is asked again when that is old, for which nobody waits, or a token names a key that is not among those
/// known; by one question at a time, and never sooner than a few seconds after the last has ended. While it is away what is known stays. Thread-safe.
/// </summary>
internal sealed class IssuerKeys(CallerChecks checks, HttpMessageInvoker client, OutputLog log, TimeProvider time)
{
    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10), lifetime = TimeSpan.FromMinutes(5);

    /// <summary>From the end of one question to the next, whatever tokens name.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private volatile Issuer? known;
    private volatile string? fault;
    private Task asking = Task.CompletedTask;
    private long ended;
    private bool hasAsked;

    /// <summary>Why the issuer could not be asked the last time; null when it could.</summary>
    public string? Fault => fault;

    /// <summary>What the issuer publishes, with this key among its keys if it has such a key; null when nothing is known of it.</summary>
    public async ValueTask<Issuer?> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (known is not { } now || now.Find(key) is null)
        {
            // Not given up with one caller: whoever hangs up at once would keep all others waiting.
            await AskedAsync().WaitAsync(cancellationToken);
            return known;
        }
        if (time.GetElapsedTime(now.At) >= lifetime)
            _ = AskedAsync();
        return now;
    }

    // The question that is being asked or a new one; the last one when it is too soon.
    private Task AskedAsync()
    {
        lock (gate)
        {
            if (asking.IsCompleted && (!hasAsked || time.GetElapsedTime(ended) >= Pause))
                (asking, hasAsked) = (Task.Run(AskOnceAsync), true);
            return asking;
        }
    }

    private async Task AskOnceAsync()
    {
        await AskAsync();
        lock (gate)
            ended = time.GetTimestamp();
    }

    private async Task AskAsync()
    {
        var address = new Uri(checks.Authority, ".well-known/openid-configuration");
        try
        {
            using var limit = new CancellationTokenSource(patience, time);
            using var described = JsonDocument.Parse(await ReadAsync(address, limit.Token));
            var name = Text(described, "issuer");
            address = new Uri(address, Text(described, "jwks_uri"));
            using var published = JsonDocument.Parse(await ReadAsync(address, limit.Token));
            var keys = Keys(published.RootElement);
            (known, fault) = (new Issuer(name, keys, time.GetTimestamp()), null);
            if (checks.Debug)
                log.Write($"[JWT Auth] Issuer: {name}\tJWKS URI: {address}\tkeys: {string.Join(", ", keys.Select(key => key.Id))}");
        }
        catch (Exception away) when (away is HttpRequestException or IOException or OperationCanceledException or JsonException or ArgumentException or UriFormatException or InvalidOperationException)
        {
            var reason = $"the issuer's keys could not be read from {address}: {away.Message.ReplaceLineEndings(" ")}";
            if (fault is null)
                log.Write($"Callers cannot be checked, {reason}");
            fault = reason;
        }
    }

    private static List<SigningKey> Keys(JsonElement published)
    {
        if (published.ValueKind is not JsonValueKind.Object || !published.TryGetProperty("keys", out var all) || all.ValueKind is not JsonValueKind.Array)
            throw new JsonException("there is no list of keys");
        var keys = new List<SigningKey>();
        foreach (var one in all.EnumerateArray())
        {
            if (SigningKey.Read(one) is { } key)
                keys.Add(key);
        }
        return keys;
    }

    private static string Text(JsonDocument described, string name) =>
        described.RootElement.ValueKind is JsonValueKind.Object && described.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new JsonException($"it does not say its {name}");

    private async Task<string> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "openfaas-watchdog");
        using var answer = await client.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"it answered {(int)answer.StatusCode}");
        await answer.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }
}
