using System.Threading.RateLimiting;

namespace Connectors.Webhooks.Sources;

/// <summary>How many deliveries of one source are taken: a bucket that fills at the source's rate. Thread-safe.</summary>
internal sealed class DeliveryRate : IDisposable
{
    // Finer steps than this would keep a timer busy for nothing.
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(100);
    private const int BurstsAMinute = 10;

    private readonly TokenBucketRateLimiter bucket;

    private DeliveryRate(TokenBucketRateLimiterOptions options) => bucket = new TokenBucketRateLimiter(options);

    /// <summary>Null when the source has no limit.</summary>
    public static DeliveryRate? Of(WebhookSourceSettings settings)
    {
        if (settings.RateLimit == 0)
            return null;
        var one = TimeSpan.FromMinutes(1) / settings.RateLimit;
        var step = one > ShortestStep ? one : ShortestStep;
        return new DeliveryRate(new TokenBucketRateLimiterOptions
        {
            TokenLimit = settings.RateBurst > 0 ? settings.RateBurst : Math.Max(1, settings.RateLimit / BurstsAMinute),
            ReplenishmentPeriod = step,
            TokensPerPeriod = Math.Max(1, (int)Math.Round(step / one)),
            QueueLimit = 0,
        });
    }

    /// <summary>Takes one, or says how long until there is one again.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        using var lease = bucket.AttemptAcquire();
        wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        return lease.IsAcquired;
    }

    public void Dispose() => bucket.Dispose();
}
