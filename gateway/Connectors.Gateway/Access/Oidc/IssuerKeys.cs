using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Connectors.Gateway.Access.Oidc;

/// <summary>
/// What an issuer publishes, kept for a while. It is asked again when that is old or a token names a key that is not among those known, never more often
/// than every few seconds, and by one caller at a time. While it is away what is known stays. Thread-safe.
/// </summary>
internal sealed class IssuerKeys : IDisposable
{
    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan lifetime = TimeSpan.FromHours(1);

    /// <summary>Between two questions, whatever tokens name.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly OidcSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    private readonly HttpDocumentRetriever documents;
    private readonly SemaphoreSlim turn = new(1);
    private volatile Known? known;
    private volatile string? fault;
    private long asked;
    private bool hasAsked;

    private sealed record Known(OpenIdConnectConfiguration Published, long At);

    public IssuerKeys(OidcSettings settings, TimeProvider time, ILogger<IssuerKeys> logger)
    {
        (this.settings, this.time, this.logger) = (settings, time, logger);
        documents = new HttpDocumentRetriever(client) { RequireHttps = settings.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };
    }

    /// <summary>Why the issuer could not be asked the last time; null when it could.</summary>
    public string? Fault => fault;

    /// <summary>What the issuer publishes, with this key among its keys if it has such a key; null when nothing is known of it.</summary>
    /// <param name="key">The id of a key; null: any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<OpenIdConnectConfiguration?> GetAsync(string? key, CancellationToken cancellationToken)
    {
        if (Suits(known, key))
            return known!.Published;
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!Suits(known, key) && (!hasAsked || time.GetElapsedTime(asked) >= Pause))
            {
                (asked, hasAsked) = (time.GetTimestamp(), true);
                // Not given up with one caller: whoever hangs up at once would keep all others waiting.
                await AskAsync();
            }
        }
        finally
        {
            turn.Release();
        }
        return known?.Published;
    }

    public void Dispose()
    {
        client.Dispose();
        turn.Dispose();
    }

    private bool Suits(Known? now, string? key) =>
        now is not null && time.GetElapsedTime(now.At) < lifetime && (key is null || now.Published.SigningKeys.Any(one => one.KeyId == key));

    private async Task AskAsync()
    {
        try
        {
            var published = await OpenIdConnectConfigurationRetriever.GetAsync($"{settings.Issuer.TrimEnd('/')}/.well-known/openid-configuration", documents, CancellationToken.None);
            if (published.Issuer != settings.Issuer)
                throw new InvalidOperationException($"it calls itself '{published.Issuer}', and oidc.issuer must say the same");
            (known, fault) = (new Known(published, time.GetTimestamp()), null);
        }
        catch (Exception away)
        {
            // The library wraps whatever went wrong, be it on the way or in what was said.
            var reason = (away.InnerException ?? away).Message.ReplaceLineEndings(" ");
            if (fault is null)
                Log.IssuerAway(logger, settings.Issuer, reason);
            fault = $"the issuer {settings.Issuer} could not be asked for its keys: {reason}";
        }
    }
}
