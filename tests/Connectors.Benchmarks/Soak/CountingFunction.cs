using System.Collections.Concurrent;
using Connectors.Benchmarks.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Connectors.Benchmarks.Soak;

/// <summary>
/// A function that counts how often each call ran, and beside it, at <c>/done</c>, a callback target that counts what it was told of each.
/// It echoes; a body that begins with a B is a bad request. Thread-safe.
/// </summary>
internal sealed class CountingFunction : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> runs = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, int>> callbacks = new();
    private readonly WebApplication app = Upstream.Bare().Build();

    public string Url => app.Urls.Single();

    public string CallbackUrl => Url + "/done";

    /// <summary>How many calls have run at least once.</summary>
    public int Calls => runs.Count;

    public static async Task<CountingFunction> StartAsync()
    {
        var function = new CountingFunction();
        function.app.Run(function.AnswerAsync);
        await function.app.StartAsync();
        return function;
    }

    public int RunsOf(string callId) => runs.GetValueOrDefault(callId);

    /// <summary>How many different results the target was told of; repetitions of one delivery bear the same id.</summary>
    public int ResultsOf(string callId) => callbacks.TryGetValue(callId, out var told) ? told.Count : 0;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var callId = context.Request.Headers["X-Call-Id"].ToString();
        if (context.Request.Path == "/done")
        {
            callbacks.GetOrAdd(callId, _ => new()).AddOrUpdate(context.Request.Headers["webhook-id"].ToString(), 1, (_, count) => count + 1);
            return;
        }
        runs.AddOrUpdate(callId, 1, (_, count) => count + 1);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (body.Length > 0 && body.GetBuffer()[0] == 'B')
            context.Response.StatusCode = 400;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}
