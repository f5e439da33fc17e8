using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>A message as it lies in a stream.</summary>
internal sealed record StoredMessage(string Subject, ulong Sequence, DateTimeOffset Time, NatsHeaders Headers, ReadOnlyMemory<byte> Data);
