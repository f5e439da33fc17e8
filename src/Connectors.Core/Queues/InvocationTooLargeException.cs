namespace Connectors.Core.Queues;

/// <summary>An invocation is larger, with its headers, than the queue's store takes in one piece. Nothing was stored, and trying again does not help.</summary>
public sealed class InvocationTooLargeException : Exception
{
    /// <summary>With a sentence that says what is too large, and the remedy.</summary>
    public InvocationTooLargeException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>Nameless.</summary>
    public InvocationTooLargeException() : this("The invocation is too large for the queue.")
    {
    }

    /// <summary>With a sentence that says what is too large, and the remedy.</summary>
    public InvocationTooLargeException(string message) : this(message, null)
    {
    }
}
