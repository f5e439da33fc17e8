namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>A connection that speaks another protocol from now on: bytes go both ways until one side ends.</summary>
internal static class SwitchedBytes
{
    private const int Most = 64 * 1024;

    /// <summary>Returns when one side has ended or the token has fired.</summary>
    public static async Task RunAsync(UpstreamConnection connection, Stream caller, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var there = UntilEndAsync(caller.CopyToAsync(connection.Wire, ended.Token));
        var back = UntilEndAsync(PassOnAsync(connection, caller, ended.Token));
        await Task.WhenAny(there, back);
        await ended.CancelAsync();
        await Task.WhenAll(there, back);
    }

    private static async Task PassOnAsync(UpstreamConnection connection, Stream caller, CancellationToken ended)
    {
        // Some may have come behind the head.
        while (!connection.Unused.IsEmpty || await connection.FillAsync(Most, ended))
        {
            var bytes = connection.Unused;
            await caller.WriteAsync(bytes, ended);
            connection.Use(bytes.Length);
        }
    }

    private static async Task UntilEndAsync(Task copying)
    {
        try
        {
            await copying;
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // However a side ends, that is the end of the conversation.
        }
    }
}
