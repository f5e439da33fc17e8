using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>One request and its answer on one connection, which is kept for the next when both have come to their end.</summary>
internal sealed class UpstreamExchange(UpstreamConnections connections, UpstreamConnection connection, UpstreamCall call)
{
    private const int MostInterim = 16;
    private readonly SentBody body = new(connection, call.Limits);
    private Task sending = Task.CompletedTask;
    private bool isSent;

    private CancellationToken Ended => call.Limits.Token;

    /// <summary>Sends the request's head, and the body if it is at hand; otherwise the body is sent beside all that follows.</summary>
    public async ValueTask SendAsync(RequestFraming framing, CallerBody? streamed, HeldBody? held, string? upgrade)
    {
        RequestHead.Write(connection.Head, call.Context, call.Address, framing, upgrade);
        isSent = streamed is null && held is null || streamed is not null && streamed.TryTakeWhole(framing.Length, connection.Head);
        await connection.SendHeadAsync(Ended);
        if (!isSent)
            sending = held is not null ? body.SendAsync(held) : body.SendAsync(streamed!, framing.IsChunked);
    }

    /// <summary>Reads the answer's head into the caller's; a switch of protocols is an answer too.</summary>
    /// <exception cref="IOException">None came, or none that can be understood.</exception>
    public async ValueTask<AnswerHead> ReadHeadAsync()
    {
        for (var interim = 0; interim < MostInterim; interim++)
        {
            int length;
            while ((length = AnswerHead.End(connection.Unused.Span)) < 0)
            {
                if (!await connection.FillAsync(AnswerHead.Longest, Ended))
                    throw new IOException(connection.Unused.IsEmpty ? "it hung up without an answer" : "the answer's head broke off");
            }
            var head = Take(length);
            if (head.Status is >= StatusCodes.Status200OK or StatusCodes.Status101SwitchingProtocols)
                return head;
        }
        throw new IOException("it announces an answer again and again");
    }

    /// <summary>Passes the answer's body on.</summary>
    /// <exception cref="IOException">It broke off.</exception>
    public async Task CopyBodyAsync(AnswerHead head)
    {
        var (context, response) = (call.Context, call.Context.Response);
        var isBare = HttpMethods.IsHead(context.Request.Method) || head.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified;
        var answer = new AnswerBody(connection, isBare ? 0 : head.Length, head.IsChunked && !isBare);
        await response.StartAsync(Ended);
        if (!answer.IsAtHand)
            await response.BodyWriter.FlushAsync(Ended);
        while (await answer.NextAsync(Ended) is { IsEmpty: false } piece)
            await response.BodyWriter.WriteAsync(piece, Ended);
        isSent = isSent || (sending.IsCompleted && body.IsSent);
        if (isSent && head.Keeps && answer.IsComplete)
        {
            connections.Keep(connection);
            return;
        }

        // The caller has all of the answer now; what it is still sending will be read to its end and go nowhere.
        await response.CompleteAsync();
        connection.Dispose();
        await sending;
    }

    /// <summary>Carries bytes both ways after a switch of protocols.</summary>
    public async Task SwitchAsync(Stream caller)
    {
        await SwitchedBytes.RunAsync(connection, caller, Ended);
        connection.Dispose();
    }

    /// <summary>After a failure: hangs up, and returns when the caller's request is not read any more.</summary>
    public async Task AbandonAsync()
    {
        connection.Dispose();
        await sending;
    }

    private AnswerHead Take(int length)
    {
        var bytes = connection.Unused.Span[..length];
        AnswerHead.Unfold(bytes);
        var head = AnswerHead.Read(bytes);
        if (head.Status is >= StatusCodes.Status200OK or StatusCodes.Status101SwitchingProtocols)
            AnswerHeaders.Copy(head, bytes, call.Context);
        connection.Use(length);
        return head;
    }
}
