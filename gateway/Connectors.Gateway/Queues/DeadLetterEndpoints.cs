using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Queues;

/// <summary>Dead letters: seen, run again, removed; one, all of a function, or all of a queue.</summary>
internal sealed class DeadLetterEndpoints(IServiceProvider services, GatewaySettings settings)
{
    private readonly IDeadLetters letters = services.GetRequiredService<IDeadLetters>();
    private readonly IInvocationRecords records = services.GetRequiredService<IInvocationRecords>();

    public async Task List(HttpContext context)
    {
        if (await QueueRequest.ReadAsync(context, settings, QueueRequest.OfDeadLetters) is { } query)
            await JsonAnswer.Write(context, await letters.ListAsync(query, context.RequestAborted), QueueJson.Default.PageInvocationRecord);
    }

    public async Task Get(HttpContext context)
    {
        if (CallId.TryParse(IdOf(context), out var id)
            && await records.GetAsync(id, context.RequestAborted) is { State: InvocationState.Dead } record
            && record.Queue == context.Request.RouteValues["queue"] as string)
            await JsonAnswer.Write(context, record, QueueJson.Default.InvocationRecord);
        else
            await WriteUnknown(context);
    }

    public Task RedriveOne(HttpContext context) => ChangeOne(context, letters.RedriveAsync);

    public Task PurgeOne(HttpContext context) => ChangeOne(context, letters.PurgeAsync);

    public Task Redrive(HttpContext context) => ChangeAll(context, letters.RedriveAsync);

    public Task Purge(HttpContext context) => ChangeAll(context, letters.PurgeAsync);

    private async Task ChangeOne(HttpContext context, Func<DeadLetterSelection, CancellationToken, ValueTask<int>> change)
    {
        if (await QueueRequest.ReadAsync(context, settings, []) is not { } query)
            return;
        if (CallId.TryParse(IdOf(context), out var id) && await change(new DeadLetterSelection(query.Queue!, id), context.RequestAborted) > 0)
            await ProviderAnswer.Write(context, ProviderResult.Accepted);
        else
            await WriteUnknown(context);
    }

    private async Task ChangeAll(HttpContext context, Func<DeadLetterSelection, CancellationToken, ValueTask<int>> change)
    {
        if (await QueueRequest.ReadAsync(context, settings, QueueRequest.OfChanging) is not { } query)
            return;
        var count = await change(new DeadLetterSelection(query.Queue!, Function: query.Function, Limit: QueueRequest.LimitOf(context, query)), context.RequestAborted);
        await JsonAnswer.Write(context, new Changed(count), CountJson.Default.Changed);
    }

    private static string? IdOf(HttpContext context) => context.Request.RouteValues["id"] as string;

    private static Task WriteUnknown(HttpContext context) =>
        PlainAnswer.Write(context, StatusCodes.Status404NotFound, $"queue {context.Request.RouteValues["queue"]} has no dead letter {IdOf(context)}");
}
