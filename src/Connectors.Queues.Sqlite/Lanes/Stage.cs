namespace Connectors.Queues.Sqlite.Lanes;

/// <summary>Where a stored invocation or callback stands. The numbers are in the database and in its partial indexes.</summary>
internal enum Stage
{
    /// <summary>Not stored: before its insert, after its delete.</summary>
    None = -1,

    /// <summary>Due.</summary>
    Ready = 0,

    /// <summary>Waiting for a time.</summary>
    Delayed = 1,

    /// <summary>Waiting for the former of its ordering key to end.</summary>
    Blocked = 2,

    /// <summary>Leased.</summary>
    Running = 3,

    /// <summary>An invocation succeeded, a callback was delivered.</summary>
    Done = 4,

    /// <summary>No more tries.</summary>
    Dead = 5,

    /// <summary>Cancelled by a caller.</summary>
    Cancelled = 6,
}
