using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Bodies;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Results, each under its call id and the lease that brought it, so that one that came too late replaces nothing. Thread-safe.</summary>
internal sealed class ResultStore(BrokerLink link, BodyStore bodies)
{
    /// <summary>Reads the result's body to its end and stores the result when it is wanted.</summary>
    /// <returns>The body's length in bytes.</returns>
    public async ValueTask<long> StoreAsync(CallId id, string lease, FunctionResult result, bool wanted, CancellationToken cancellationToken)
    {
        if (!wanted)
            return result.Body.IsReplayable ? result.Body.Length ?? 0 : await DrainAsync(result.Body, cancellationToken);
        var headers = ToHeaders(result, 0, link);
        var body = await bodies.TakeAsync(result.Body, headers.GetBytesLength(), cancellationToken);
        Refer(headers, body);
        await link.PublishAsync(Subject(id, lease), headers, body.Inline, null, cancellationToken);
        return body.Bytes;
    }

    /// <summary>The result; null when it has expired or was pushed out.</summary>
    public async ValueTask<FunctionResult?> GetAsync(CallId id, string lease, CancellationToken cancellationToken)
    {
        if (await link.LastAsync(Names.Results, Subject(id, lease), cancellationToken) is not { } stored)
            return null;
        var whole = BodyOf(stored.Headers, default).Name is not { } name || await bodies.IsWholeAsync(name, cancellationToken);
        return whole ? Read(stored.Headers, stored.Data, bodies) : null;
    }

    public ValueTask<int> DropAsync(CallId id, string lease, CancellationToken cancellationToken) =>
        link.RemoveAsync(Names.Results, Subject(id, lease), cancellationToken);

    /// <param name="result">Whose.</param>
    /// <param name="beside">Bytes of other headers that the message gets.</param>
    /// <param name="link">Knows what the server takes.</param>
    public static NatsHeaders ToHeaders(FunctionResult result, int beside, BrokerLink link)
    {
        var headers = new NatsHeaders();
        Envelope.Set(headers, "Status", Envelope.Number(result.Status));
        Envelope.Set(headers, "Seconds", result.Seconds.ToString("R", CultureInfo.InvariantCulture));
        Envelope.WriteFunctionHeaders(headers, ResultHeaders.Fit(result.Headers, beside, link));
        return headers;
    }

    public static void Refer(NatsHeaders headers, StoredBody body)
    {
        Envelope.Set(headers, "Body", body.Name);
        Envelope.Set(headers, "Bytes", body.Name is null ? null : Envelope.Number(body.Bytes));
    }

    public static FunctionResult Read(NatsHeaders headers, ReadOnlyMemory<byte> data, BodyStore bodies) => new()
    {
        Status = Envelope.TryCount(headers, "Status", out var status) ? status : 0,
        Seconds = double.TryParse(Envelope.Text(headers, "Seconds"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0,
        Headers = Envelope.ReadFunctionHeaders(headers),
        Body = bodies.Open(BodyOf(headers, data)),
    };

    public static StoredBody BodyOf(NatsHeaders headers, ReadOnlyMemory<byte> data) => Envelope.Text(headers, "Body") is { } name
        ? new StoredBody(default, name, Envelope.TryNumber(headers, "Bytes", out var bytes) ? bytes : 0)
        : new StoredBody(data, null, data.Length);

    private static string Subject(CallId id, string lease) => $"{Names.ResultPrefix}{id}.{lease}";

    private static async ValueTask<long> DrainAsync(InvocationBody body, CancellationToken cancellationToken)
    {
        var stream = await body.OpenReadAsync(cancellationToken);
        var buffer = new byte[8192];
        var bytes = 0L;
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            bytes += read;
        return bytes;
    }
}
