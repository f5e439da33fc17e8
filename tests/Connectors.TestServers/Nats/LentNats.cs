using NATS.Client.Core;
using NATS.Client.JetStream;
using Xunit;

namespace Connectors.TestServers.Nats;

/// <summary>A server that somebody else runs: lent to one test at a time, emptied before each, never ended.</summary>
internal sealed class LentNats : INatsProgram
{
    private const string Remedy = "unset CONNECTORS_TEST_NATS_URL to run it on a server of its own.";
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private bool hasTurn;

    public LentNats(Uri url, string? configuration)
    {
        if (configuration is not null)
            Assert.Skip($"This test needs a nats-server with a configuration of its own; {Remedy}");
        Url = url;
    }

    public Uri Url { get; }

    public bool HasExited => false;

    public string Said => $"({Url.Authority}, which was lent)";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(CancellationToken.None);
        hasTurn = true;
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = Url.OriginalString });
        var jetStream = new NatsJSContext(connection);
        var streams = new List<string>();
        await foreach (var stream in jetStream.ListStreamNamesAsync(cancellationToken: CancellationToken.None))
            streams.Add(stream);
        foreach (var stream in streams)
            await jetStream.DeleteStreamAsync(stream, CancellationToken.None);
    }

    public Task KillAsync() => NotOurs();

    public Task StopAsync() => NotOurs();

    public void Signal(int signal) => NotOurs();

    public ValueTask DisposeAsync()
    {
        if (hasTurn)
            Turn.Release();
        hasTurn = false;
        return default;
    }

    private static Task NotOurs()
    {
        Assert.Skip($"This test ends its nats-server, which is not its own; {Remedy}");
        return Task.CompletedTask;
    }
}
