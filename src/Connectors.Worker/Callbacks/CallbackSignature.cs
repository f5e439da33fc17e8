using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Invocations;

namespace Connectors.Worker.Callbacks;

/// <summary>Signs after the Standard Webhooks specification: HMAC-SHA256 over <c>id.timestamp.body</c>, one signature a secret.</summary>
internal static class CallbackSignature
{
    private const int Chunk = 64 << 10;

    /// <summary>The value of <c>webhook-signature</c>: <c>v1,&lt;base64&gt;</c>, several separated by a blank. Reads the body once.</summary>
    /// <exception cref="IOException">The body cannot be read.</exception>
    public static async ValueTask<string> SignAsync(IReadOnlyList<byte[]> keys, string id, string timestamp, InvocationBody body, CancellationToken cancellationToken)
    {
        var hashes = new List<IncrementalHash>(keys.Count);
        try
        {
            var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
            foreach (var key in keys)
            {
                hashes.Add(IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));
                hashes[^1].AppendData(head);
            }
            await AppendAsync(hashes, body, cancellationToken);
            return string.Join(' ', hashes.Select(hash => "v1," + Convert.ToBase64String(hash.GetHashAndReset())));
        }
        finally
        {
            foreach (var hash in hashes)
                hash.Dispose();
        }
    }

    private static async ValueTask AppendAsync(List<IncrementalHash> hashes, InvocationBody body, CancellationToken cancellationToken)
    {
        if (body.TryGetMemory(out var bytes))
        {
            foreach (var hash in hashes)
                hash.AppendData(bytes.Span);
            return;
        }
        await using var stream = await body.OpenReadAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                foreach (var hash in hashes)
                    hash.AppendData(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
