using Connectors.Cli.Banner;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Cli.Composition;

/// <summary>The functions as a hub that has just started tells them: it waits a moment, so that one that cannot start is told with its reason.</summary>
internal sealed class FirstReplicas(IFunctionCatalogue catalogue, IFunctionResolution resolution)
{
    // What a provider says of a replica of which it knows nothing else yet.
    private const string Starting = "starting";

    // Commands that are wrong fail within a fraction of it; for slow ones nobody should wait.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<BannerFunction>> ListAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Moment, TimeProvider.System);
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        while (true)
        {
            var seen = catalogue.Changes.Version;
            var functions = await NowAsync(cancellationToken);
            if (!functions.Any(function => function.NotReady == Starting))
                return functions;
            Task change = catalogue.Changes.WaitAsync(seen, moment.Token);
            await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (moment.IsCancellationRequested)
                return await NowAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<BannerFunction>> NowAsync(CancellationToken cancellationToken)
    {
        var all = new List<BannerFunction>();
        foreach (var function in await catalogue.ListAsync(null, cancellationToken))
            all.Add(BannerFunction.Of(function.FullName, function.Annotations) with { NotReady = await NotReadyAsync(function.FullName, cancellationToken) });
        return all;
    }

    private async Task<string?> NotReadyAsync(FunctionName function, CancellationToken cancellationToken) =>
        await resolution.ResolveAsync(function, cancellationToken) is { Wanted: > 0, Ready.Count: 0 } none ? none.NotReadyReason ?? Starting : null;
}
