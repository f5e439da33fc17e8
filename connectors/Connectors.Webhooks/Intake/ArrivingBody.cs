using Connectors.Core.Units;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Connectors.Webhooks.Intake;

/// <summary>
/// Reads a request's body into memory, never more than its limit, growing with what has arrived and not with what was announced.
/// Dispose it when the bytes are needed no more.
/// </summary>
internal sealed class ArrivingBody(IntakeMemory memory, ByteSize limit, IntakeParty party, TimeProvider time) : IDisposable
{
    private const int FirstBuffer = 16 * 1024;

    // Beyond it a buffer grows by a quarter: a doubled one could be half empty.
    private const int Large = 1 << 20;

    // The server counts what frames the chunks too; a body of the smallest chunks still fits, endless framing does not.
    private const long FramingFactor = 8;
    private const long FramingAllowance = 64 * 1024;

    // What Kestrel demands by default; a host that lifts it for its streams does not lift it here.
    private static readonly MinDataRate SlowestSender = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    private byte[] buffer = [];
    private int length;

    /// <summary>What has been read.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Reads to the end; null when it is all there.</summary>
    /// <exception cref="OperationCanceledException">The sender has gone.</exception>
    public async ValueTask<Refusal?> ReadAsync(HttpContext http)
    {
        Prepare(http);
        if (http.Request.ContentLength > limit.Bytes)
            return TooLarge;
        using var pace = new BodyPace(time, http.RequestAborted);
        try
        {
            return await FillAsync(http, pace);
        }
        catch (OperationCanceledException) when (pace.IsLate && !http.RequestAborted.IsCancellationRequested)
        {
            return TooSlow;
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge,
                StatusCodes.Status408RequestTimeout => TooSlow,
                var status => new Refusal(status, "the body cannot be read"),
            };
        }
    }

    public void Dispose()
    {
        memory.GiveBack(buffer.Length, party);
        buffer = [];
        length = 0;
    }

    private Refusal TooLarge => new(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {limit}");

    private static Refusal TooSlow { get; } = new(StatusCodes.Status408RequestTimeout, "the body arrives too slowly");

    private void Prepare(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit.Bytes * FramingFactor + FramingAllowance;
        // HTTP/2 knows this limit for the whole server only.
        if (HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { MinDataRate: null } rate)
            rate.MinDataRate = SlowestSender;
    }

    private async ValueTask<Refusal?> FillAsync(HttpContext http, BodyPace pace)
    {
        var announced = http.Request.ContentLength;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (!TryGrow(announced))
                    return Refusal.Unavailable("too many bodies are arriving at once", TimeSpan.FromSeconds(1));
                pace.Arrived(length);
            }
            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), pace.Token);
            if (read == 0)
                return null;
            length += read;
            if (length > limit.Bytes)
                return TooLarge;
        }
    }

    private bool TryGrow(long? announced)
    {
        // One byte more than announced, so that the end is seen without growing again.
        var wanted = buffer.Length == 0
            ? (int)Math.Clamp((announced ?? FirstBuffer - 1) + 1, 1, FirstBuffer)
            : (int)Math.Min(buffer.Length + (buffer.Length < Large ? buffer.Length : buffer.Length / 4L), Math.Min(limit.Bytes, announced ?? limit.Bytes) + 1);
        if (!memory.TryTake(wanted - buffer.Length, party))
            return false;
        Array.Resize(ref buffer, wanted);
        return true;
    }
}
