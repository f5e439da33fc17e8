namespace Connectors.Sdk.Events;

/// <summary>
/// The event is refused for what it is, and would be again at every try: by the limits of the hub, of its queue or of the gateway in front
/// of it. Patience does not cure it: refuse the event by whatever means its source has, say so in a fault, and go on with the next.
/// </summary>
public class EventRefusedException : Exception
{
    /// <summary>Nameless.</summary>
    public EventRefusedException() : this("The event is refused.")
    {
    }

    /// <summary>With a sentence that says who refuses it and why.</summary>
    public EventRefusedException(string message) : base(message)
    {
    }

    /// <summary>With a sentence and a cause.</summary>
    public EventRefusedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
