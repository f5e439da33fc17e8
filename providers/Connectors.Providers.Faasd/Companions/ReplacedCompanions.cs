namespace Connectors.Providers.Faasd.Companions;

/// <summary>Services of an older installation whose work the hub does itself: started beside it they would take its port or run its calls.</summary>
internal static class ReplacedCompanions
{
    private static readonly (string Repository, string Replacement)[] Known =
    [
        ("openfaas/gateway", "the hub is the gateway"),
        ("openfaas/queue-worker", "the hub's own workers run asynchronous calls"),
        ("openfaas/basic-auth-plugin", "the hub checks credentials itself"),
        ("openfaas/basic-auth", "the hub checks credentials itself"),
        ("openfaas/faas-idler", "the hub scales idle functions to zero itself"),
        ("openfaas/cron-connector", "the hub's connector cron runs schedules"),
    ];

    /// <summary>Why an image need not be started; null when it must be.</summary>
    public static string? Replacement(string image)
    {
        var repository = image.Split('@')[0];
        var colon = repository.LastIndexOf(':');
        if (colon > repository.LastIndexOf('/'))
            repository = repository[..colon];
        return Known.FirstOrDefault(known => repository == known.Repository || repository.EndsWith("/" + known.Repository, StringComparison.Ordinal)).Replacement;
    }
}
