namespace Connectors.Watchdog.Serving;

/// <summary>What a program reads, piece by piece. One reader at a time.</summary>
internal interface IBodySource
{
    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="TimeoutException">The caller took too long.</exception>
    /// <exception cref="Microsoft.AspNetCore.Http.BadHttpRequestException">The body is malformed or broke off.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
