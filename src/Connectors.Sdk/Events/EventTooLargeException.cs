using Connectors.Core.Units;

namespace Connectors.Sdk.Events;

/// <summary>
/// The event is larger than <c>connectors.max-event-bytes</c>, has more headers than events may have, or is larger than the queue's server
/// takes. Sent again it will not be dispatched either: refuse or set it aside.
/// </summary>
public sealed class EventTooLargeException : EventRefusedException
{
    /// <summary>Names the limit.</summary>
    public EventTooLargeException(ByteSize limit) : this($"The event is larger than {limit} (connectors.max-event-bytes).") => Limit = limit;

    /// <summary>Nameless.</summary>
    public EventTooLargeException() : this("The event is too large.")
    {
    }

    /// <summary>With a sentence.</summary>
    public EventTooLargeException(string message) : base(message)
    {
    }

    /// <summary>With a sentence and a cause.</summary>
    public EventTooLargeException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>The largest event that is dispatched.</summary>
    public ByteSize Limit { get; }
}
