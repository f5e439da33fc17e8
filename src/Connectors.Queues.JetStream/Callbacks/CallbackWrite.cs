using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Callbacks;

/// <summary>
/// A callback's message: a copy of the result with everything that its delivery needs, so that it depends on no retention. Its id is the
/// call's and the run's, the same however often it is written.
/// </summary>
internal static class CallbackWrite
{
    public static string DeliveryId(string callId, int run) => $"{callId}.{run}";

    /// <param name="store">Where.</param>
    /// <param name="record">The ended invocation.</param>
    /// <param name="envelope">Its message.</param>
    /// <param name="callback">Where to.</param>
    /// <param name="result">The result when it is at hand and its body can be read again; otherwise the stored one is copied.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async ValueTask StoreAsync(
        JetStreamStore store, CallRecord record, Envelope envelope, CallbackEntry callback, FunctionResult? result, CancellationToken cancellationToken)
    {
        var delivery = DeliveryId(record.Id, record.Run);
        var subject = envelope.Lane.Callback(HostToken(callback.Url), delivery);
        if (result is null && await store.Link.LastAsync(Names.Callbacks, subject, cancellationToken) is not null)
            return;
        var told = result is { Body.IsReplayable: true } ? result : await StoredAsync(store, record, envelope, cancellationToken);
        var (url, correlation) = (HeaderText.Encode(callback.Url), record.Correlation is null ? null : HeaderText.Encode(record.Correlation));
        var headers = ResultStore.ToHeaders(told, url.Length + (correlation?.Length ?? 0), store.Link);
        Envelope.Set(headers, "Accepted", Envelope.Number(record.Accepted));
        Envelope.Set(headers, "Call", record.Id);
        Envelope.Set(headers, "Run", Envelope.Number(record.Run));
        Envelope.Set(headers, "Callback", url);
        Envelope.Set(headers, "Correlation", correlation);
        Envelope.Set(headers, "Attempts", Envelope.Number(record.Used));
        headers["Nats-Msg-Id"] = delivery;
        await PublishAsync(store, subject, headers, told.Body, cancellationToken);
    }

    /// <summary>Removes the message of a callback that has ended.</summary>
    public static async ValueTask RemoveAsync(JetStreamStore store, CallRecord record, CallbackEntry callback, CancellationToken cancellationToken)
    {
        var lane = new Lanes.Lane(record.Queue, new(record.Function, record.Namespace));
        await store.Link.RemoveAsync(Names.Callbacks, lane.Callback(HostToken(callback.Url), DeliveryId(record.Id, record.Run)), cancellationToken);
    }

    private static async ValueTask PublishAsync(JetStreamStore store, string subject, NatsHeaders headers, InvocationBody content, CancellationToken cancellationToken)
    {
        var body = await store.Bodies.TakeAsync(content, headers.GetBytesLength(), cancellationToken);
        ResultStore.Refer(headers, body);
        try
        {
            if ((await store.Link.PublishAsync(subject, headers, body.Inline, null, cancellationToken)).Duplicate)
                await store.Bodies.DropAsync(body.Name, cancellationToken);
        }
        catch (Core.Queues.QueueUnavailableException)
        {
            await store.Bodies.DropAsync(body.Name, CancellationToken.None);
            throw;
        }
    }

    // What only the stored copy tells, after a crash; when that has expired too, the status is what is left to tell.
    private static async ValueTask<FunctionResult> StoredAsync(JetStreamStore store, CallRecord record, Envelope envelope, CancellationToken cancellationToken) =>
        record is { Kept: { } kept, Result: { } summary } ? kept.ToResult(summary.Status)
        : record.EndedBy is { } lease && await store.Results.GetAsync(envelope.Id, lease, cancellationToken) is { } stored
            ? stored
            : new FunctionResult { Status = record.Attempts is [.., { Status: { } last }] ? last : 503 };

    /// <summary>Targets take turns by host.</summary>
    private static string HostToken(string url) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Uri.TryCreate(url, UriKind.Absolute, out var target) ? target.Authority : url)).AsSpan(0, 8));
}
