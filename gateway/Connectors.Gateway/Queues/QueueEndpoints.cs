using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Queues;

/// <summary>What operators see of the queues and do with them.</summary>
internal sealed class QueueEndpoints(IServiceProvider services, IFunctionCatalogue catalogue, GatewaySettings settings)
{
    private const int PageSize = 1000;
    private static readonly InvocationState[] unended = [InvocationState.Queued, InvocationState.Retrying, InvocationState.Running];
    private readonly IInvocationRecords records = services.GetRequiredService<IInvocationRecords>();
    private readonly IQueueStatistics statistics = services.GetRequiredService<IQueueStatistics>();
    private readonly KnownQueues known = new(services.GetRequiredService<IQueueStatistics>(), catalogue);
    private readonly IQueueControl control = services.GetRequiredService<IQueueControl>();

    public async Task List(HttpContext context) =>
        await JsonAnswer.Write(context, await statistics.GetAsync(context.RequestAborted), QueueJson.Default.IReadOnlyListQueueStatus);

    public async Task Invocations(HttpContext context)
    {
        if (await QueueRequest.ReadAsync(context, settings, QueueRequest.OfInvocations) is { } query)
            await JsonAnswer.Write(context, await records.ListAsync(query, context.RequestAborted), QueueJson.Default.PageInvocationRecord);
    }

    /// <summary>Cancels those that have not ended, of one state or any; as many as asked for, or all.</summary>
    public async Task Cancel(HttpContext context)
    {
        if (await QueueRequest.ReadAsync(context, settings, QueueRequest.OfCancelling) is not { } query)
            return;
        var most = QueueRequest.LimitOf(context, query) ?? int.MaxValue;
        var count = 0;
        foreach (var state in query.State is { } one ? [one] : unended)
            count += await CancelAsync(query with { State = state, Limit = PageSize, After = null }, most - count, context.RequestAborted);
        await JsonAnswer.Write(context, new Changed(count), CountJson.Default.Changed);
    }

    public Task Pause(HttpContext context) => SetPaused(context, true);

    public Task Resume(HttpContext context) => SetPaused(context, false);

    private async Task<int> CancelAsync(InvocationQuery query, int most, CancellationToken cancellationToken)
    {
        var count = 0;
        do
        {
            var page = await records.ListAsync(query, cancellationToken);
            foreach (var record in page.Items)
            {
                if (count == most)
                    return count;
                if (await records.CancelAsync(CallId.Parse(record.CallId), cancellationToken) == CancelOutcome.Cancelled)
                    count++;
            }
            query = query with { After = page.Next };
        }
        while (query.After is not null && count < most);
        return count;
    }

    private async Task SetPaused(HttpContext context, bool paused)
    {
        if (await QueueRequest.ReadAsync(context, settings, QueueRequest.OfPausing) is not { } query)
            return;
        // A slip would be taken as done. What was deleted while it was paused may be resumed.
        if (paused && query.Function is { } function && await catalogue.GetAsync(function, context.RequestAborted) is null)
        {
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, $"function {function} not found, so there is nothing to pause");
            return;
        }
        if (await known.FaultAsync(query.Queue!, context.RequestAborted) is { } unknown)
        {
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, unknown);
            return;
        }
        await control.SetPausedAsync(query.Queue!, query.Function, paused, context.RequestAborted);
        await ProviderAnswer.Write(context, ProviderResult.Accepted);
    }
}
