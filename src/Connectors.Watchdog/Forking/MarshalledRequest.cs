using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>A request as one JSON object, its headers and its body in base64, made while it is read: no body is held. One reader.</summary>
internal sealed class MarshalledRequest : IBodySource, IDisposable
{
    private const int GroupSize = 3, ChunkSize = 8 * 1024 * GroupSize;
    private readonly IBodySource body;
    private readonly byte[] raw = ArrayPool<byte>.Shared.Rent(ChunkSize);
    private readonly byte[] text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(ChunkSize) + Tail.Length);
    private ReadOnlyMemory<byte> pending;
    private bool ended;

    private static ReadOnlySpan<byte> Tail => "\"}}"u8;

    public MarshalledRequest(HttpRequest request, IBodySource body) => (this.body, pending) = (body, Head(request.Headers));

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (pending.IsEmpty && !ended)
            await EncodeAsync(cancellationToken);
        var count = Math.Min(buffer.Length, pending.Length);
        pending[..count].CopyTo(buffer);
        pending = pending[count..];
        return count;
    }

    public void Dispose()
    {
        pending = default;
        ended = true;
        ArrayPool<byte>.Shared.Return(raw);
        ArrayPool<byte>.Shared.Return(text);
    }

    // Whole groups of three until the end, so that what is joined is one text in base64.
    private async ValueTask EncodeAsync(CancellationToken cancellationToken)
    {
        var (filled, read) = (0, 1);
        while (filled < ChunkSize && (filled % GroupSize != 0 || filled == 0) && (read = await body.ReadAsync(raw.AsMemory(filled, ChunkSize - filled), cancellationToken)) > 0)
            filled += read;
        Base64.EncodeToUtf8(raw.AsSpan(0, filled), text, out _, out var written);
        if (read == 0)
        {
            ended = true;
            Tail.CopyTo(text.AsSpan(written));
            written += Tail.Length;
        }
        pending = text.AsMemory(0, written);
    }

    private static byte[] Head(IHeaderDictionary headers)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("header");
            foreach (var (name, values) in headers.Where(header => !header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).OrderBy(header => header.Key, StringComparer.Ordinal))
            {
                json.WriteStartArray(RequestEnvironment.CanonicalName(name));
                foreach (var value in values)
                    json.WriteStringValue(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value ?? "")));
                json.WriteEndArray();
            }
            json.WriteEndObject();
            json.WriteStartObject("body");
            json.WritePropertyName("raw");
            json.Flush();
        }
        bytes.Write("\""u8);
        return bytes.WrittenSpan.ToArray();
    }
}
