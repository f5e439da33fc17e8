namespace Connectors.Cli.Operating;

/// <summary>A command about queues cannot be carried out; the message says why and what to do.</summary>
internal sealed class OperatorFaultException(string message, int exitCode, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode => exitCode;

    /// <summary>The user has something to mend in what was typed.</summary>
    public static OperatorFaultException Usage(string message) => new(message, Faults.ExitCode.Usage);

    /// <summary>The gateway is away or says no.</summary>
    public static OperatorFaultException Refused(string message, Exception? cause = null) => new(message, Faults.ExitCode.Failure, cause);
}
