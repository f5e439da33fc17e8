using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations.Whole;

/// <summary>The body of a function's answer, on its way to an HTTP caller, piece by piece as it comes.</summary>
internal static class AnswerBody
{
    private const int LeastBuffer = 4 << 10;
    private const int MostBuffer = 64 << 10;

    /// <summary>Copies it and its trailers. Silence is counted while the function is waited for, not while the caller takes what there is.</summary>
    /// <exception cref="AnswerBrokenException">The function broke off or was silent.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask CopyAsync(HttpResponseMessage answer, HttpContext context, SilenceTimer silence)
    {
        var caller = context.RequestAborted;
        var from = answer.Content.ReadAsStream(caller);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(context.Response.ContentLength ?? MostBuffer, LeastBuffer, MostBuffer));
        try
        {
            while (true)
            {
                silence.Touch();
                var count = await ReadAsync(from, buffer, silence.Token);
                silence.Rest();
                if (count == 0)
                    break;
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), caller);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        CopyTrailers(answer, context.Response);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await from.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            throw new AnswerBrokenException(exception);
        }
    }

    private static void CopyTrailers(HttpResponseMessage answer, HttpResponse response)
    {
        if (!response.SupportsTrailers())
            return;
        foreach (var (name, values) in answer.TrailingHeaders.NonValidated)
        {
            if (!HeaderRules.IsFraming(name))
                response.AppendTrailer(name, values.ToArray());
        }
    }
}
