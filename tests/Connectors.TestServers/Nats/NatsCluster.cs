using System.Globalization;

namespace Connectors.TestServers.Nats;

/// <summary>
/// Three nats-servers that keep JetStream together, on free loopback ports, each with its own files. It has accounts, one for a test, so that
/// tests share the cluster and not what is in it.
/// </summary>
public sealed class NatsCluster : IAsyncDisposable
{
    private const int Accounts = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly NatsNode[] nodes;
    private int accountsGiven;
    private string? missing;

    private NatsCluster(int size)
    {
        var (ports, routes) = (Ports(size), Ports(size));
        var accounts = string.Join("\n", Enumerable.Range(1, Accounts).Select(n => $"a{n} {{ jetstream: enabled, users: [ {{ user: a{n}, password: a{n} }} ] }}"));
        nodes = [.. Enumerable.Range(0, size).Select(n => new NatsNode($"n{n + 1}", ports[n], routes[n], routes, $"accounts {{\n{accounts}\n}}"))];
    }

    public IReadOnlyList<NatsNode> Nodes => nodes;

    public static async Task<NatsCluster> StartAsync(int size = 3)
    {
        var cluster = new NatsCluster(size);
        await Task.WhenAll(cluster.nodes.Select(node => node.StartAsync()));
        await cluster.WaitUntilWholeAsync();
        return cluster;
    }

    /// <summary>An account that no other test has.</summary>
    public string NewAccount() => Interlocked.Increment(ref accountsGiven) is var n and <= Accounts
        ? string.Create(CultureInfo.InvariantCulture, $"a{n}")
        : throw new InvalidOperationException("All accounts of this cluster are given away; raise their number.");

    /// <summary>The addresses of some of its servers, with the account's log-in.</summary>
    public static string Url(string account, params IEnumerable<NatsNode> nodes) =>
        string.Join(',', nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"nats://{account}:{account}@127.0.0.1:{node.Port}")));

    public NatsNode Named(string name) => nodes.Single(node => node.Name == name);

    /// <summary>The server that leads a stream now.</summary>
    public async Task<NatsNode> LeaderOfAsync(string account, string stream)
    {
        var leader = "";
        await EventuallyAsync(async cancellation => (leader = (await StreamsAsync(account, cancellation)).GetValueOrDefault(stream)?.Leader ?? "").Length > 0);
        return Named(leader);
    }

    /// <summary>The streams of an account, each with what the cluster says of it.</summary>
    public async Task<IReadOnlyDictionary<string, ReplicatedStream>> StreamsAsync(string account, CancellationToken cancellationToken)
    {
        var streams = new Dictionary<string, ReplicatedStream>(StringComparer.Ordinal);
        foreach (var node in nodes.Where(node => !node.HasExited))
        {
            var answer = await node.JetStreamAsync($"acc={account}&consumers=true&config=true", cancellationToken);
            foreach (var seen in ReplicatedStream.Read(answer))
            {
                // Each server tells of what it has; the stream's leader knows best.
                if (!streams.ContainsKey(seen.Name) || seen.Leader == node.Name)
                    streams[seen.Name] = seen;
            }
        }
        return streams;
    }

    /// <summary>
    /// Returns when every server runs, one leads the cluster, and all have caught up with it and with the streams of an account. A server's own
    /// word for it (<c>/healthz</c>) does not tell: nats-server 2.9 may say for ever that a consumer with nothing to do "is not current".
    /// </summary>
    /// <param name="account">Whose streams; null: nobody's.</param>
    public async Task WaitUntilWholeAsync(string? account = null) =>
        await EventuallyAsync(async cancellation => (missing = await MissingAsync(account, cancellation)) is null);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    private async Task<string?> MissingAsync(string? account, CancellationToken cancellationToken)
    {
        var followers = 0;
        foreach (var node in nodes)
        {
            if (await node.JetStreamAsync("", cancellationToken) is not { } known || ReplicatedStream.LeaderOf(known, "meta_cluster").Length == 0)
                return $"{node.Name} knows no leader";
            followers = Math.Max(followers, ReplicatedStream.CurrentFollowers(known, "meta_cluster"));
        }
        if (followers < nodes.Length - 1)
            return $"{followers} follow the cluster's leader";
        var streams = account is null ? [] : (await StreamsAsync(account, cancellationToken)).Values;
        return streams.FirstOrDefault(stream => !stream.IsWhole) is { } stream ? $"stream {stream.Name} is not whole" : null;
    }

    private static int[] Ports(int count) => [.. Enumerable.Range(0, count).Select(_ => LoopbackPorts.Take())];

    private async Task EventuallyAsync(Func<CancellationToken, Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            while (!await condition(deadline.Token))
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            var said = string.Join("\n\n", nodes.Select(node => $"{node.Name}:\n{node.Said}"));
            throw new InvalidOperationException($"The cluster did not get that far in {Patience} ({missing}):\n{said}");
        }
    }
}
