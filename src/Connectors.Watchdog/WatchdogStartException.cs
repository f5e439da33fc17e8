namespace Connectors.Watchdog;

/// <summary>A watchdog could not start; the message says why and what to do.</summary>
public sealed class WatchdogStartException : Exception
{
    /// <summary>With a sentence.</summary>
    public WatchdogStartException(string message) : base(message)
    {
    }

    /// <summary>With a sentence and its cause.</summary>
    public WatchdogStartException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Nameless.</summary>
    public WatchdogStartException()
    {
    }
}
