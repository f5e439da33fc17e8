using NATS.Client.Core;

namespace Connectors.Nats.Messages;

/// <summary>A message as it came, of a subject or of a stream.</summary>
/// <param name="Subject">Where it was published.</param>
/// <param name="Headers">Its headers; null when it has none.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Reply">Who waits for an answer; null when nobody does.</param>
/// <param name="Place">Where it lies; null when no stream keeps it.</param>
internal readonly record struct NatsMessage(string Subject, NatsHeaders? Headers, ReadOnlyMemory<byte> Payload, string? Reply, StreamPlace? Place);

/// <summary>A message's place in a stream, the same at every delivery.</summary>
internal readonly record struct StreamPlace(string Stream, ulong Sequence, ulong Deliveries, DateTimeOffset Stored);
