using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Connectors.Gateway.Providing;

/// <summary>
/// What a gateway elsewhere asks of a provider beyond OpenFaaS' own API: <c>GET /system/changes</c>, which answers once something has
/// changed, and <c>GET /system/endpoints</c>.
/// </summary>
internal sealed class ProviderEndpoints(IFunctionCatalogue catalogue, IFunctionResolution resolution, TimeProvider time, IHostApplicationLifetime lifetime)
{
    // Shorter than what sits between usually lets a request be silent.
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(20);

    // Numbers begin anew with the process; with this before them no two runs' are equal.
    private readonly string run = Guid.NewGuid().ToString("N");

    /// <summary>Answers at once unless <c>after</c> is the present version; else after the next change, or with the same version after a while.</summary>
    public async Task Changes(HttpContext context)
    {
        var seen = catalogue.Changes.Version;
        if (context.Request.Query["after"] == Text(seen))
            seen = await NextAsync(seen, context.RequestAborted);
        await JsonAnswer.Write(context, new ProviderVersion(Text(seen)), OpenFaasJson.Default.ProviderVersion);
    }

    public async Task Endpoints(HttpContext context)
    {
        var all = new List<FunctionEndpointsContract>();
        foreach (var status in await catalogue.ListAsync(null, context.RequestAborted))
        {
            if (await resolution.ResolveAsync(status.FullName, context.RequestAborted) is not { } endpoints)
                continue;
            all.Add(new FunctionEndpointsContract
            {
                Name = status.Name,
                Namespace = status.Namespace,
                Wanted = endpoints.Wanted,
                Ready = endpoints.Ready,
                NotReadyReason = endpoints.NotReadyReason,
            });
        }
        await JsonAnswer.Write(context, all, OpenFaasJson.Default.IReadOnlyListFunctionEndpointsContract);
    }

    private async Task<long> NextAsync(long seen, CancellationToken aborted)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        var change = catalogue.Changes.WaitAsync(seen, enough.Token);
        await Task.WhenAny(change, Task.Delay(longestWait, time, enough.Token));
        await enough.CancelAsync();
        return catalogue.Changes.Version;
    }

    private string Text(long version) => $"{run}-{version.ToString(CultureInfo.InvariantCulture)}";
}
