using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Connectors.Core.Providers;
using Connectors.Core.Units;

namespace Connectors.Providers.Remote.Access;

/// <summary>The provider over HTTP. Whatever goes wrong on the way is a <see cref="ProviderUnavailableException"/> that names it. Thread-safe.</summary>
internal sealed class ProviderAccess : IDisposable
{
    private const int LargestAnswer = 256 << 20;
    private static readonly TimeSpan longestConnect = TimeSpan.FromSeconds(10);
    private readonly HttpClient client;
    private readonly Func<ProviderLogin?> login;
    private readonly TimeSpan timeout;

    public ProviderAccess(Uri address, Func<ProviderLogin?> login, RemoteProviderSettings settings)
    {
        (this.login, timeout) = (login, settings.Timeout);
        Address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = settings.Timeout < longestConnect ? settings.Timeout : longestConnect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            BaseAddress = Address,
            MaxResponseContentBufferSize = LargestAnswer,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>With a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>For messages.</summary>
    public string Name => $"the provider at {Address}";

    /// <summary>Reads a route; null when the provider has nothing there (404).</summary>
    /// <param name="route">With its query.</param>
    /// <param name="contract">What is expected there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="more">How much longer than usual the provider may take.</param>
    public async Task<T?> ReadAsync<T>(string route, JsonTypeInfo<T> contract, CancellationToken cancellationToken, TimeSpan more = default) where T : class
    {
        using var answer = await SendAsync(HttpMethod.Get, route, null, cancellationToken, more: more);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (answer.StatusCode != HttpStatusCode.OK)
            throw await RefusalAsync(answer, route, cancellationToken);
        try
        {
            return await answer.Content.ReadFromJsonAsync(contract, cancellationToken) ?? throw Garbage(route, "it is null", null);
        }
        catch (Exception unread) when (unread is JsonException or NotSupportedException)
        {
            throw Garbage(route, unread.Message, unread);
        }
    }

    /// <summary>Asks for a change; expected refusals are results, whose sentence is the provider's own.</summary>
    public async Task<ProviderResult> ChangeAsync<T>(HttpMethod method, string route, T body, JsonTypeInfo<T> contract, string what, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body, contract);
        using var answer = await SendAsync(method, route, content, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return ProviderResult.Accepted;
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => ProviderResult.NotFound(what),
            HttpStatusCode.Conflict => ProviderResult.AlreadyExists(what),
            HttpStatusCode.BadRequest => ProviderResult.Refused(await LineAsync(answer, cancellationToken)),
            HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed => ProviderResult.Unsupported($"{Name} cannot do that: {await LineAsync(answer, cancellationToken)}"),
            _ => throw await RefusalAsync(answer, route, cancellationToken),
        };
    }

    /// <summary>An answer whose body is read as it comes and may never end.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string route, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, route, null, cancellationToken, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode == HttpStatusCode.OK)
            return answer;
        using (answer)
            throw await RefusalAsync(answer, route, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string route, HttpContent? content, CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead, TimeSpan more = default)
    {
        using var request = new HttpRequestMessage(method, route) { Content = content };
        request.Headers.Authorization = login()?.Header;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout + more);
        try
        {
            return await client.SendAsync(request, completion, patience.Token);
        }
        catch (HttpRequestException away)
        {
            throw new ProviderUnavailableException($"{Name} is out of reach: {away.Message}", away);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderUnavailableException($"{Name} did not answer within {GoDuration.Format(timeout + more)} (remote.timeout)", late) { IsTimeout = true };
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<ProviderUnavailableException> RefusalAsync(HttpResponseMessage answer, string route, CancellationToken cancellationToken)
    {
        var reason = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? "it wants other credentials; set remote.user and remote.password-file"
            : await LineAsync(answer, cancellationToken);
        return new ProviderUnavailableException($"{Name} answered {(int)answer.StatusCode} to /{WithoutQuery(route)}: {reason}");
    }

    private ProviderUnavailableException Garbage(string route, string why, Exception? cause) =>
        new($"{Name} answered /{WithoutQuery(route)} with something that is not its JSON: {why}; is it a faas-provider?", cause);

    private static string WithoutQuery(string route) => route.Split('?')[0];

    // A provider's errors are a line; a proxy's may be a page.
    private static async Task<string> LineAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var line = text.AsSpan().Trim();
        if (line.IndexOfAny('\r', '\n') is var end and >= 0)
            line = line[..end];
        return line.IsEmpty ? "without a word" : line.Length > 500 ? string.Concat(line[..500], "…") : line.ToString();
    }
}
