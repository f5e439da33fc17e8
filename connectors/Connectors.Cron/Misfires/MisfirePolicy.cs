namespace Connectors.Cron.Misfires;

/// <summary>What becomes of ticks that were missed: the hub was down, the machine slept, the queue was away.</summary>
public enum MisfirePolicy
{
    /// <summary>Nothing.</summary>
    Skip,

    /// <summary>The newest runs.</summary>
    Once,

    /// <summary>Each runs, oldest first.</summary>
    All,
}
