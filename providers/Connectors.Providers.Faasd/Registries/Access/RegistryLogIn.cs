using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace Connectors.Providers.Faasd.Registries.Access;

/// <summary>What registries are shown of who we are; it lasts until they refuse it. Thread-safe.</summary>
internal sealed class RegistryLogIn(DockerConfig config, TokenServer tokens, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Registry, string Repository), Granted> granted = new();

    /// <summary>What is known to be taken; null: nothing yet.</summary>
    public AuthenticationHeaderValue? Find(string registry, string repository) =>
        granted.TryGetValue((registry, repository), out var found) && found.Until > time.GetUtcNow() ? found.Header : null;

    /// <summary>Answers a registry that wants to know who calls.</summary>
    /// <param name="registry">Whose challenge it is.</param>
    /// <param name="repository">What is to be read there.</param>
    /// <param name="challenge">Null when it asked for something that we do not understand.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RegistryException">There is nothing to show, or the server of tokens refuses it.</exception>
    public async Task<AuthenticationHeaderValue> AnswerAsync(string registry, string repository, Challenge? challenge, CancellationToken cancellationToken)
    {
        var credentials = config.Find(registry);
        var answer = challenge switch
        {
            { IsBearer: true } => await tokens.AskAsync(registry, repository, challenge, credentials, cancellationToken),
            { IsBasic: true } when credentials is not null => new Granted(credentials.ToBasic(), DateTimeOffset.MaxValue),
            { IsBasic: true } => throw Refusal(registry, repository, wasLoggedIn: false),
            _ => throw new RegistryException(RegistryFault.Denied, $"registry {registry} asks for a way to log in that is neither a password nor a token of the distribution protocol."),
        };
        granted[(registry, repository)] = answer;
        return answer.Header;
    }

    /// <summary>What was shown is not taken any more, or never was.</summary>
    public RegistryException Refused(string registry, string repository)
    {
        granted.TryRemove((registry, repository), out _);
        return Refusal(registry, repository, wasLoggedIn: config.Find(registry) is not null);
    }

    private RegistryException Refusal(string registry, string repository, bool wasLoggedIn) => new(RegistryFault.Denied,
        wasLoggedIn
            ? $"registry {registry} does not let the credentials in {config.Path} read {repository}: log in anew with docker login {registry}, or ask its owner for the right to pull."
            : $"registry {registry} asks for credentials to read {repository}, and there are none for it: {config.KeptElsewhere(registry) ?? $"docker login {registry} writes them to {config.Path}"}. It may also be that there is no such image.");
}

/// <summary>A header that was taken, and until when it will be.</summary>
internal sealed record Granted(AuthenticationHeaderValue Header, DateTimeOffset Until);
