namespace Connectors.NatsLogIn;

/// <summary>An address or a file of the settings cannot be used; the message is one sentence that names the setting and the remedy.</summary>
public sealed class LogInException : Exception
{
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What was found.</param>
    public LogInException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <param name="message">The sentence.</param>
    public LogInException(string message) : this(message, null)
    {
    }

    /// <summary>Without a sentence.</summary>
    public LogInException() : this("The log-in to NATS cannot be read.")
    {
    }
}
