using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Native.Signalling;

/// <summary>
/// What signals mean here: SIGTERM ends, and the second ends at once; the others go to the long-lived program. Where there is none,
/// SIGINT and SIGQUIT end too, and the rest is nobody's. Thread-safe.
/// </summary>
internal sealed class SignalDoor : IDisposable
{
    private const int Hangup = 1, Interrupt = 2, Quit = 3, User1 = 10, User2 = 12;
    private readonly TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] registrations;

    /// <param name="forward">Hands a signal on to the long-lived program; null: there is none.</param>
    /// <param name="isInteractive">Someone who sits at a terminal means the watchdog by SIGINT, whoever else gets it.</param>
    public SignalDoor(Action<int>? forward, bool isInteractive) => registrations =
    [
        On(PosixSignal.SIGTERM, () => End("SIGTERM")),
        On(PosixSignal.SIGINT, () =>
        {
            forward?.Invoke(Interrupt);
            if (forward is null || isInteractive)
                End("SIGINT");
        }),
        On(PosixSignal.SIGQUIT, forward is null ? () => End("SIGQUIT") : () => forward(Quit)),
        On(PosixSignal.SIGHUP, () => forward?.Invoke(Hangup)),
        On((PosixSignal)User1, () => forward?.Invoke(User1)),
        On((PosixSignal)User2, () => forward?.Invoke(User2)),
    ];

    /// <summary>Completes with the name of the first signal that ends.</summary>
    public Task<string> First => first.Task;

    /// <summary>Completes with the second.</summary>
    public Task Second => second.Task;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
    }

    private void End(string name)
    {
        if (!first.TrySetResult(name))
            second.TrySetResult();
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action act) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    });
}
