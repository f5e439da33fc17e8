using System.Buffers;
using Connectors.Core.Invocations;
using Connectors.Core.Units;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Dispatch;

/// <summary>Makes an event's payload fit for several readers, and bounds it.</summary>
internal static class EventBody
{
    /// <summary>
    /// The body, as it is when it may be opened as often as needed (memory, or wherever a claim check keeps it); otherwise read
    /// into memory when there are several readers, or counted as it passes to the only one.
    /// </summary>
    /// <exception cref="EventTooLargeException">It is larger than the limit, told now or while it is read.</exception>
    public static async ValueTask<InvocationBody> PrepareAsync(InvocationBody body, int readers, ByteSize limit, CancellationToken cancellationToken)
    {
        if (body.Length > limit.Bytes)
            throw new EventTooLargeException(limit);
        if (body.IsReplayable)
            return body;
        if (readers == 1)
            return InvocationBody.FromStream(new BoundedStream(await body.OpenReadAsync(cancellationToken), limit), body.Length);
        return await ReadAsync(body, limit, cancellationToken);
    }

    private static async Task<InvocationBody> ReadAsync(InvocationBody body, ByteSize limit, CancellationToken cancellationToken)
    {
        await using var source = new BoundedStream(await body.OpenReadAsync(cancellationToken), limit);
        var content = new ArrayBufferWriter<byte>((int)Math.Max(256, body.Length ?? 4096));
        while (true)
        {
            var read = await source.ReadAsync(content.GetMemory(4096), cancellationToken);
            if (read == 0)
                return InvocationBody.FromMemory(content.WrittenMemory);
            content.Advance(read);
        }
    }
}
