using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>A process could not be started.</summary>
internal sealed class SpawnException(string path, int error)
    : Exception($"'{path}' could not be started: {Explain(error)}")
{
    private const int BadFormat = 8, TooBig = 7;

    /// <summary>Arguments and environment, headers included, are too long for the system.</summary>
    public bool TooLong => error == TooBig;

    private static string Explain(int error) => error switch
    {
        BadFormat => "exec format error (a script needs a first line such as #!/bin/sh)",
        _ => Marshal.GetPInvokeErrorMessage(error),
    };
}
