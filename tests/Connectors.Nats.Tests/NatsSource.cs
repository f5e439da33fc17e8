using Connectors.Conformance.Sources;
using Connectors.TestServers.Nats;
using Microsoft.Extensions.DependencyInjection;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Tests;

/// <summary>A nats-server of the test's own, with or without a stream that keeps all its subjects.</summary>
internal sealed class NatsSource : ISourceUnderTest
{
    private readonly NatsServer server;
    private readonly bool kept;
    private NatsConnection? publisher;

    private readonly Action<NatsSettings> configure;
    private readonly Func<NatsOpts, NatsOpts> publishing;
    private readonly Action<IServiceCollection> more;

    private NatsSource(NatsServer server, bool kept, Action<NatsSettings> configure, Func<NatsOpts, NatsOpts> publishing, Action<IServiceCollection> more) =>
        (this.server, this.kept, this.configure, this.publishing, this.more) = (server, kept, configure, publishing, more);

    public SourceFeatures Features => kept
        ? SourceFeatures.All
        : SourceFeatures.Shares | SourceFeatures.Patterns | SourceFeatures.Headers | SourceFeatures.Restarts;

    public string Connector => "nats";

    public NatsServer Server => server;

    /// <param name="kept">A stream keeps all its subjects.</param>
    /// <param name="configuration">More lines for the server.</param>
    /// <param name="configure">Changes a replica's settings before it starts.</param>
    /// <param name="publishing">How the publisher logs in.</param>
    /// <param name="more">What a replica has beside the connector.</param>
    public static async Task<NatsSource> StartAsync(
        bool kept, string? configuration = null, Action<NatsSettings>? configure = null, Func<NatsOpts, NatsOpts>? publishing = null,
        Action<IServiceCollection>? more = null)
    {
        var source = new NatsSource(await NatsServer.StartAsync(configuration), kept, configure ?? (_ => { }), publishing ?? (options => options), more ?? (_ => { }));
        if (kept)
            await new NatsJSContext(source.Publisher).CreateStreamAsync(new StreamConfig("EVENTS", ["test.>"]));
        return source;
    }

    public string Topic(params string[] words) => "test." + string.Join('.', words);

    public string PatternBelow(string word) => $"test.{word}.*";

    public string HeaderNameOf(string header) => "X-Nats-" + header;

    public void AddConnector(IServiceCollection services, int replica)
    {
        var settings = new NatsSettings { Url = server.Url, Start = "all", AckWait = TimeSpan.FromSeconds(2) };
        configure(settings);
        more(services);
        Assert.Empty(settings.Faults());
        services.AddNatsConnector(settings);
    }

    public async Task PublishAsync(string topic, byte[] payload, IReadOnlyDictionary<string, string>? headers = null)
    {
        var written = headers is null ? null : new NatsHeaders(headers.ToDictionary(pair => pair.Key, pair => new Microsoft.Extensions.Primitives.StringValues(pair.Value)));
        if (kept)
            (await new NatsJSContext(Publisher).PublishAsync(topic, payload, headers: written)).EnsureSuccess();
        else
            await Publisher.PublishAsync(topic, payload, written);
        if (!kept)
            await Publisher.PingAsync();
    }

    public Task StopSourceAsync() => server.KillAsync();

    public Task StartSourceAsync() => server.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        if (publisher is not null)
            await publisher.DisposeAsync();
        await server.DisposeAsync();
    }

    /// <summary>The independent client.</summary>
    public NatsConnection Publisher => publisher ??= new NatsConnection(publishing(new NatsOpts { Url = server.Url, HeaderEncoding = System.Text.Encoding.UTF8 }));
}
