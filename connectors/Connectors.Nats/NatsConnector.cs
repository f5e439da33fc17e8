using Connectors.Nats.Linking;
using Connectors.Nats.Streams;
using Connectors.NatsLogIn;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Connectors.Nats;

/// <summary>Messages of NATS subjects and JetStream streams as events. Any number of replicas share them.</summary>
internal sealed class NatsConnector(NatsSettings settings, NatsConnectorOptions options, TimeProvider time, Random random, ILogger<NatsConnector> logger) : IConnector
{
    public const string ConnectorName = "nats";

    // How soon a stream that was made later is noticed where the server tells nobody of it.
    private static readonly TimeSpan LookForStreams = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Finish = TimeSpan.FromSeconds(10);

    public string Name => ConnectorName;

    public async Task RunAsync(IConnectorContext context, CancellationToken cancellationToken)
    {
        using var finish = new CancellationTokenSource();
        await using var abandon = cancellationToken.Register(() => finish.CancelAfter(Finish));
        await using var link = new NatsLink(options.Link, options.LogIn, settings.QueueGroup, context.Faults, logger, time);
        await link.OpenAsync(cancellationToken);
        using var dispatching = new Dispatching(context, settings.MaxInflight, time, random);
        await using var listening = new Listening(settings, link, dispatching, context, time, logger, finish.Token);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = new StreamNews(link);
        var hearing = settings.Streams == StreamUse.Off ? Task.CompletedTask : news.RunAsync(ended.Token);
        try
        {
            await FollowAsync(listening, news, context, cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await hearing;
        }
    }

    private async Task FollowAsync(Listening listening, StreamNews news, IConnectorContext context, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var told = news.Next;
            var seen = context.Topics.Changes.Version;
            await listening.FollowAsync([.. context.Patterns.Select(pattern => pattern.Text)], cancellationToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(context.Topics.Changes.WaitAsync(seen, either.Token), Task.Delay(LookForStreams, time, either.Token), told, listening.Broken);
            await either.CancelAsync();
            if (listening.Broken.IsFaulted)
                await listening.Broken;
        }
    }
}

/// <summary>How the connector reaches its server.</summary>
/// <param name="Link">Addresses and log-in.</param>
/// <param name="LogIn">The settings they come from.</param>
internal sealed record NatsConnectorOptions(NatsOpts Link, LogInSettings LogIn);
