using System.Net;
using System.Threading.RateLimiting;
using Connectors.Gateway.Clients;

namespace Connectors.Gateway.Limits;

/// <summary>
/// How many calls of each client are taken: a bucket a client, which fills at <c>gateway.client-rate</c> and is forgotten a while after it is
/// full again. Memory is bounded whatever addresses come: there are so many buckets at most, and clients beyond share them by chance, each
/// process in another way. Thread-safe.
/// </summary>
internal sealed class ClientRates : IDisposable
{
    private const int MostBuckets = 1 << 17;

    private readonly PartitionedRateLimiter<IPAddress> buckets;

    /// <param name="rate">Calls a second, 1 or more.</param>
    /// <param name="burst">Calls at once; 0: those of a second.</param>
    public ClientRates(int rate, int burst)
    {
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst > 0 ? burst : rate,
            TokensPerPeriod = rate,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        };
        buckets = PartitionedRateLimiter.Create<IPAddress, int>(network => RateLimitPartition.GetTokenBucketLimiter(BucketOf(network), _ => options));
    }

    /// <summary>Takes one of the client's, or says how long until there is one again.</summary>
    public bool TryTake(ClientAddress client, out TimeSpan wait)
    {
        using var lease = buckets.AttemptAcquire(client.Network);
        wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        return lease.IsAcquired;
    }

    public void Dispose() => buckets.Dispose();

    // The hash of an address is its bytes' alone; that of a combination begins with a number of this process.
    private static int BucketOf(IPAddress network) => HashCode.Combine(network) & (MostBuckets - 1);
}
