namespace Connectors.Watchdog.Serving;

/// <summary>Why a run was ended before its time.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It ran longer than allowed.</summary>
    ExecTimeout,

    /// <summary>The answer took longer than allowed.</summary>
    WriteTimeout,

    /// <summary>The caller went away.</summary>
    CallerGone,

    /// <summary>The request's body did not arrive in time.</summary>
    BodyStalled,

    /// <summary>The request's body was malformed or broke off.</summary>
    BodyBroken,

    /// <summary>The output is longer than can be held.</summary>
    OutputTooLong,

    /// <summary>The disk takes no more of the output.</summary>
    OutputNotHeld,

    /// <summary>The disk takes no more of the request's body.</summary>
    BodyNotHeld,

    /// <summary>The watchdog stops.</summary>
    Stopping,

    /// <summary>The watchdog failed to handle the output; the exception says why.</summary>
    Failed,
}
