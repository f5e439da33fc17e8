namespace Connectors.Queues.JetStream.Broker;

/// <summary>What became of a publish.</summary>
/// <param name="Sequence">Where it lies; 0 after a conflict.</param>
/// <param name="Duplicate">It lay there already, under the same message id.</param>
/// <param name="Conflict">The subject's last message was not the expected one; nothing was stored.</param>
internal readonly record struct Published(ulong Sequence, bool Duplicate, bool Conflict);
