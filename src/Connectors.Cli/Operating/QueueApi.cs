using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Sdk.Apart;

namespace Connectors.Cli.Operating;

/// <summary>A gateway's REST API about queues, with what to say where the credentials are refused. Whatever it does not answer as hoped becomes an <see cref="OperatorFaultException"/> that says what to do.</summary>
internal sealed class QueueApi(HttpClient client, AuthenticationHeaderValue? credentials, string refused) : IDisposable
{
    private string Name => client.BaseAddress!.ToString().TrimEnd('/');

    public void Dispose() => client.Dispose();

    public async Task<IReadOnlyList<QueueStatus>> QueuesAsync(CancellationToken cancellationToken) =>
        await ReadAsync("system/queues", QueueJson.Default.IReadOnlyListQueueStatus, null, cancellationToken);

    /// <summary>A queue's numbers.</summary>
    /// <exception cref="OperatorFaultException">There is no such queue.</exception>
    public async Task<QueueStatus> QueueAsync(string queue, CancellationToken cancellationToken)
    {
        var queues = await QueuesAsync(cancellationToken);
        return queues.FirstOrDefault(candidate => candidate.Queue == queue) ?? throw OperatorFaultException.Refused(queues.Count == 0
            ? $"there is no queue '{queue}' at {Name}; a queue is there from its first call on, and there was none yet"
            : $"there is no queue '{queue}' at {Name}; there are: {string.Join(", ", queues.Select(candidate => candidate.Queue))}");
    }

    /// <param name="route">Below <c>/system/queues</c>: <c>/q/invocations</c> or <c>/q/dead-letters</c>, with its query.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<Page<InvocationRecord>> PageAsync(string route, CancellationToken cancellationToken) =>
        ReadAsync($"system/queues{route}", QueueJson.Default.PageInvocationRecord, null, cancellationToken);

    public Task<InvocationRecord> CallAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(CallRoute(id), QueueJson.Default.InvocationRecord, UnknownCall(id), cancellationToken);

    public Task<InvocationRecord> DeadLetterAsync(string queue, string id, CancellationToken cancellationToken) =>
        ReadAsync($"system/queues/{Escape(queue)}/dead-letters/{Escape(id)}", QueueJson.Default.InvocationRecord, null, cancellationToken);

    /// <summary>The kept answer of a function, whatever its status; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> ResultAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, $"{CallRoute(id)}/result", cancellationToken);
        return answer.Headers.Contains("X-Function-Status") ? answer : throw await RefusalAsync(answer, null, cancellationToken);
    }

    public Task CancelAsync(string id, CancellationToken cancellationToken) => ChangeAsync(HttpMethod.Delete, CallRoute(id), UnknownCall(id), cancellationToken);

    /// <summary>Ends in a refusal when a name is nobody's: a slip would be taken as done. A gateway that cannot tell at the moment is believed.</summary>
    /// <param name="function">A function of which the queue holds nothing; what was removed while the queue still holds some of it is not asked for here.</param>
    /// <param name="what">What was to be done, for the message: "purge".</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OperatorFaultException">There is no such function.</exception>
    public async Task RequireFunctionAsync(string function, string what, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"system/function/{Escape(function)}", cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            throw OperatorFaultException.Refused($"{Name}: function {function} not found, so there is nothing to {what}");
    }

    /// <summary>Something that is done or not.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="route">Below <c>/system/queues</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task ChangeAsync(HttpMethod method, string route, CancellationToken cancellationToken) => ChangeAsync(method, $"system/queues{route}", null, cancellationToken);

    /// <summary>Something that is done to many.</summary>
    /// <returns>To how many it was done.</returns>
    public async Task<int> CountAsync(HttpMethod method, string route, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, $"system/queues{route}", cancellationToken);
        return answer.StatusCode == HttpStatusCode.OK
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("count").GetInt32()
            : throw await RefusalAsync(answer, null, cancellationToken);
    }

    /// <summary>A part of a route.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);

    private static string CallRoute(string id) => $"async-function/{Escape(id)}";

    private string UnknownCall(string id) => $"there is no call '{id}' at {Name}: the id is another, or its record has expired";

    private async Task<T> ReadAsync<T>(string route, JsonTypeInfo<T> contract, string? whenUnknown, CancellationToken cancellationToken) where T : class
    {
        using var answer = await SendAsync(HttpMethod.Get, route, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw await RefusalAsync(answer, whenUnknown, cancellationToken);
        try
        {
            return await answer.Content.ReadFromJsonAsync(contract, cancellationToken) ?? throw new JsonException("it is null");
        }
        catch (JsonException other)
        {
            throw OperatorFaultException.Refused($"{Name} answered something else than a Connectors gateway does ({other.Message}); name another with --gateway", other);
        }
    }

    private async Task ChangeAsync(HttpMethod method, string route, string? whenUnknown, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, route, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw await RefusalAsync(answer, whenUnknown, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string route, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, route) { Headers = { Authorization = credentials } };
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException away)
        {
            throw OperatorFaultException.Refused($"{Name} is out of reach: {GatewayAccess.Reason(away, "--ca-file")}; start it with 'connectors up', or name another with --gateway", away);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw OperatorFaultException.Refused($"{Name} did not answer within {client.Timeout.TotalSeconds:0} seconds; see its log, or name another with --gateway", late);
        }
    }

    private async Task<OperatorFaultException> RefusalAsync(HttpResponseMessage answer, string? whenUnknown, CancellationToken cancellationToken)
    {
        using (answer)
        {
            var isOurs = answer.Headers.Contains("X-OpenFaaS-Internal");
            var line = isOurs ? (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim() : "";
            return OperatorFaultException.Refused(answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{Name} answered {(int)answer.StatusCode}: {refused}",
                HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed when isOurs && whenUnknown is not null => whenUnknown,
                _ when line.Length > 0 => $"{Name}: {line}",
                _ => $"{Name} answered {(int)answer.StatusCode} to {answer.RequestMessage?.RequestUri?.AbsolutePath}; if it is no Connectors gateway, name another with --gateway",
            });
        }
    }
}
