using Connectors.Core.Checkpoints;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.About;

/// <summary><c>GET /readyz</c> beside <c>/metrics</c>: whether everything answers that this process needs, not only the process. One small question to the queue's store each time.</summary>
internal sealed class Readiness(IServiceProvider rooms)
{
    // Nothing is ever kept under it: an answer is all that is wanted.
    private const string Key = "readiness";
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);
    private readonly IProviderHealth? provider = rooms.GetService<IProviderHealth>();
    private readonly ICheckpointStore? store = rooms.GetService<ICheckpointStore>();
    private readonly TimeProvider time = rooms.GetService<TimeProvider>() ?? TimeProvider.System;

    public async Task Answer(HttpContext context)
    {
        string[] away = [.. new[] { provider?.Fault, await StoreFaultAsync(context.RequestAborted) }.OfType<string>()];
        if (away.Length == 0)
            await GatewayHealth.Write(context, "OK");
        else
            await PlainAnswer.Write(context, StatusCodes.Status503ServiceUnavailable, string.Join("; ", away));
    }

    private async Task<string?> StoreFaultAsync(CancellationToken cancellationToken)
    {
        if (store is null)
            return null;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await store.GetAsync(Key, enough.Token).AsTask().WaitAsync(patience, time, cancellationToken);
            return null;
        }
        catch (QueueUnavailableException away)
        {
            return away.Message;
        }
        catch (TimeoutException)
        {
            await enough.CancelAsync();
            return $"the queue's store did not answer within {patience.TotalSeconds:0} s";
        }
    }
}
