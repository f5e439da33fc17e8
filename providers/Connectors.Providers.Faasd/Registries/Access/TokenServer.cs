using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connectors.Providers.Faasd.Registries.Transfer;

namespace Connectors.Providers.Faasd.Registries.Access;

/// <summary>Gets tokens from the server that a registry names for it.</summary>
internal sealed class TokenServer(RegistryHttp http, TimeProvider time)
{
    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);
    // One that is about to end may do so on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <exception cref="RegistryException">It gives none.</exception>
    public async Task<Granted> AskAsync(string registry, string repository, Challenge challenge, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var realm = Realm(registry, challenge);
        using var answer = await http.SendAsync(() => Request(realm, repository, challenge, credentials), cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
            throw Refusal(registry, repository, realm, credentials);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw await RegistryAnswers.FaultAsync(http, answer, $"the token server {realm.Host} of registry {registry}", repository, cancellationToken);
        var bytes = await http.ReadAsync(answer, LargestAnswer, $"the token server {realm.Host}", cancellationToken);
        var token = Parse(bytes, realm);
        var life = TimeSpan.FromSeconds(Math.Clamp(token.ExpiresIn ?? 0, ShortestLife.TotalSeconds, LongestLife.TotalSeconds)) - Margin;
        return new Granted(new AuthenticationHeaderValue("Bearer", token.Token ?? token.AccessToken), time.GetUtcNow() + life);
    }

    private static RegistryException Refusal(string registry, string repository, Uri realm, RegistryCredentials? credentials) => new(RegistryFault.Denied,
        credentials is null
            ? $"the token server {realm.Host} lets nobody read {repository} of registry {registry} without credentials: docker login {registry}."
            : $"the token server {realm.Host} of registry {registry} refuses the credentials for it: log in anew with docker login {registry}.");

    private static HttpRequestMessage Request(Uri realm, string repository, Challenge challenge, RegistryCredentials? credentials)
    {
        var parameters = new List<KeyValuePair<string, string>> { new("scope", $"repository:{repository}:pull") };
        if (challenge.Parameters.TryGetValue("service", out var service))
            parameters.Add(new("service", service));
        if (credentials?.IdentityToken is { } identity)
        {
            parameters.AddRange([new("grant_type", "refresh_token"), new("refresh_token", identity), new("client_id", "connectors")]);
            return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(parameters) };
        }
        if (credentials is not null)
            parameters.Add(new("account", credentials.User));
        var query = string.Join('&', parameters.Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
        var address = new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{query}" : query };
        var request = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        request.Headers.Authorization = credentials?.ToBasic();
        return request;
    }

    private Uri Realm(string registry, Challenge challenge)
    {
        challenge.Parameters.TryGetValue("realm", out var text);
        if (Uri.TryCreate(text, UriKind.Absolute, out var realm) && http.Addresses.MayLead(http.Addresses.Of(registry), realm))
            return realm;
        throw new RegistryException(RegistryFault.Invalid, $"registry {registry} names a token server that is not asked: '{ForeignText.Shown(text ?? "")}' is no address that begins with https://.");
    }

    private static TokenAnswer Parse(byte[] bytes, Uri realm)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(bytes, TokenJson.Default.TokenAnswer);
            if (IsHeaderText(answer?.Token ?? answer?.AccessToken))
                return answer!;
        }
        catch (JsonException)
        {
            // Said below: its message would show what may be a secret.
        }
        throw new RegistryException(RegistryFault.Invalid, $"the token server {realm.Host} answered with something that is no token.");
    }

    private static bool IsHeaderText(string? text) => !string.IsNullOrEmpty(text) && text.All(letter => letter is > ' ' and < (char)127);
}

/// <summary>A token, by either of its names, and how many seconds it lasts.</summary>
internal sealed record TokenAnswer(string? Token, string? AccessToken, double? ExpiresIn)
{
    // A record would show its members.
    public override string ToString() => "token";
}

/// <summary>The spelling of a token server.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
