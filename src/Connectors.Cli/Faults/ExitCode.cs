namespace Connectors.Cli.Faults;

/// <summary>How the command ends.</summary>
internal static class ExitCode
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Success = 0;

    /// <summary>The machine said no: a port in use, a data directory that cannot be used.</summary>
    public const int Failure = 1;

    /// <summary>The user has something to mend: arguments, settings, the stack file.</summary>
    public const int Usage = 2;
}
