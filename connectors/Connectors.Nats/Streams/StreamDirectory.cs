using Connectors.Nats.Linking;
using Connectors.Nats.Subjects;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Streams;

/// <summary>Finds the stream that keeps everything a subject means. Thread-safe.</summary>
internal sealed class StreamDirectory(NatsLink link, StreamUse use)
{
    private readonly NatsJSContext streams = new(link.Connection);

    /// <summary>The client of the streams.</summary>
    public INatsJSContext Streams => streams;

    /// <returns>Null when no stream does, or the server has no streams.</returns>
    public async Task<StreamConfig?> FindAsync(string subject, CancellationToken cancellationToken)
    {
        if (use == StreamUse.Off)
            return null;
        try
        {
            await foreach (var stream in streams.ListStreamsAsync(subject, cancellationToken))
            {
                if (stream.Info.Config.Subjects?.Any(kept => SubjectCover.Covers(kept, subject)) == true)
                    return stream.Info.Config;
            }
            return null;
        }
        catch (Exception e) when (e is NatsJSApiNoResponseException or NatsJSApiException { Error.Code: 503 } || e.GetBaseException() is NATS.Client.Core.NatsNoRespondersException)
        {
            return null;
        }
    }
}
