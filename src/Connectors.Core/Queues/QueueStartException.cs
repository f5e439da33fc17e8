namespace Connectors.Core.Queues;

/// <summary>A queue cannot start; the message names its files or server, what is wrong, and the remedy.</summary>
public sealed class QueueStartException : Exception
{
    /// <summary>With a sentence naming what is wrong and the remedy.</summary>
    public QueueStartException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>With a sentence naming what is wrong and the remedy.</summary>
    public QueueStartException(string message) : this(message, null)
    {
    }

    /// <summary>Nameless.</summary>
    public QueueStartException() : this("The queue cannot start.")
    {
    }
}
