using Connectors.Cli.Data;
using Connectors.Gateway.About;
using Connectors.Gateway.Access;

namespace Connectors.Cli.Composition;

/// <summary>How the rooms are told credentials that may change.</summary>
internal static class CredentialRooms
{
    /// <summary>Keeps credentials as their files are, and says in the log and beside <c>/metrics</c> when they cannot be read. One registration for all.</summary>
    public static IServiceCollection AddLiveCredentials(this IServiceCollection services, params IEnumerable<LiveCredentials?> credentials)
    {
        LiveCredentials[] watched = [.. credentials.OfType<LiveCredentials>()];
        foreach (var one in watched)
            services.AddSingleton(new HealthRemark(() => one.Fault));
        return services.AddHostedService(provider => new CredentialsWatch(watched, TimeProvider.System, provider.GetRequiredService<ILogger<CredentialsWatch>>()));
    }

    /// <summary>What a gateway asks of its callers; null: nothing.</summary>
    public static Func<GatewayCredentials>? ToGateway(this LiveCredentials? live)
    {
        if (live is null)
            return null;
        var made = new Adapted<GatewayCredentials>(live, static credentials => new(credentials.User, credentials.Password));
        return () => made.Now!;
    }

    /// <summary>What a process of its own shows to its gateway.</summary>
    public static Func<System.Net.Http.Headers.AuthenticationHeaderValue?> ToHeader(this LiveCredentials live)
    {
        var made = new Adapted<System.Net.Http.Headers.AuthenticationHeaderValue>(live, GatewayConnection.Header!);
        return () => made.Now;
    }

    // Made once for each version, so that whoever asks at every request is given the same thing.
    private sealed class Adapted<T>(LiveCredentials live, Func<Credentials, T> make) where T : class
    {
        private volatile Pair? last;

        private sealed record Pair(Credentials Of, T Made);

        public T? Now
        {
            get
            {
                if (live.Current is not { } now)
                    return null;
                if (last is not { } known || !ReferenceEquals(known.Of, now))
                    last = known = new Pair(now, make(now));
                return known.Made;
            }
        }
    }
}
