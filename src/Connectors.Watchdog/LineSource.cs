namespace Connectors.Watchdog;

/// <summary>Whose line it is in a watchdog's log.</summary>
public enum LineSource
{
    /// <summary>The watchdog's own.</summary>
    Watchdog,

    /// <summary>The program's, from its standard output.</summary>
    Output,

    /// <summary>The program's, from its standard error.</summary>
    Error,
}
