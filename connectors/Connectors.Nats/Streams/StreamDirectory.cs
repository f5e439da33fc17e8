using Connectors.Nats.Linking;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Streams;

/// <summary>Knows the streams of the server: one question for all of them. Not thread-safe.</summary>
internal sealed class StreamDirectory(NatsLink link, StreamUse use, ILogger logger)
{
    private const string Question = "$JS.API.STREAM.LIST";
    private const int NoLeaderNow = 10008;

    private readonly NatsJSContext streams = new(link.Connection);

    /// <summary>The client of the streams.</summary>
    public INatsJSContext Streams => streams;

    /// <summary>What the last answer said; none while there was no answer.</summary>
    public IReadOnlyList<StreamConfig> Known { get; private set; } = [];

    /// <summary>True when the last question was not answered: nobody should wait for the next.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Asks. Without an answer what was known stays.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (use == StreamUse.Off)
            return;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var refused = link.Rights.NoPublishingTo(Question);
        var asking = AskAsync(given.Token);
        // A server that forbids the question says so at once, and never answers it.
        if (await Task.WhenAny(asking, refused) == refused)
            await given.CancelAsync();
        Told(await asking, refused.IsCompleted);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Told(IReadOnlyList<StreamConfig>? answer, bool refused)
    {
        Known = answer ?? Known;
        if (answer is null && !IsSilent)
            Log.StreamsUnknown(logger, refused ? $"{link.Rights.Who} may not publish to {Question}" : "the question for streams is not answered");
        IsSilent = answer is null;
    }

    // Null: nobody has said which streams there are.
    private async Task<IReadOnlyList<StreamConfig>?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = new List<StreamConfig>();
            await foreach (var stream in streams.ListStreamsAsync(cancellationToken: cancellationToken))
                found.Add(stream.Info.Config);
            return found;
        }
        catch (NatsJSApiException e) when (e.Error.Code == 503 && e.Error.ErrCode != NoLeaderNow)
        {
            return [];
        }
        catch (NatsException e) when (e.GetBaseException() is NatsNoRespondersException)
        {
            return [];
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            return null;
        }
    }
}
