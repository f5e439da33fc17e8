namespace Connectors.Queues.Sqlite;

/// <summary>The embedded queue cannot start; the message names the file or directory, what is wrong with it, and the remedy.</summary>
public sealed class QueueStartException : Exception
{
    /// <summary>With a sentence naming the path and the remedy.</summary>
    public QueueStartException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>With a sentence naming the path and the remedy.</summary>
    public QueueStartException(string message) : this(message, null)
    {
    }

    /// <summary>Nameless.</summary>
    public QueueStartException() : this("The embedded queue cannot start.")
    {
    }
}
