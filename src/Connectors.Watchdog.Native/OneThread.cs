namespace Connectors.Watchdog.Native;

/// <summary>Spares requests the way from the thread that receives them to another: between two it costs more than the watchdog's own work.</summary>
internal static class OneThread
{
    // Looked at by the runtime when the first socket is made.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>To be called before there is a socket.</summary>
    public static WatchdogOptions For(WatchdogOptions options)
    {
        // Starting a program holds a thread up for as long as a request of http mode takes altogether.
        if (options.Mode is not WatchdogMode.Http)
            return options;
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        return options with { HasProcessToItself = true };
    }
}
