using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>A message that the server has handed to this process and that nobody leases yet.</summary>
/// <param name="Key">Whose turn it is with.</param>
/// <param name="Message">The message.</param>
/// <param name="At">When it came, as a time stamp of the clock.</param>
internal sealed record Arrival<TKey>(TKey Key, INatsJSMsg<byte[]> Message, long At);
