using System.Net;
using System.Net.Security;
using Polly;
using Polly.Timeout;

namespace Connectors.Providers.Faasd.Registries.Transfer;

/// <summary>Requests to registries and to what they lead to: bounded in time, repeated where that may help, and never with credentials for somebody else.</summary>
internal sealed class RegistryHttp : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HttpMessageInvoker client;
    private readonly RegistryOptions options;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    public RegistryHttp(RegistryOptions options, TimeProvider time, SslClientAuthenticationOptions? tls = null)
    {
        this.options = options;
        this.time = time;
        Addresses = new RegistryAddress(options.InsecureRegistries);
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.AnswerTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = tls ?? new SslClientAuthenticationOptions(),
        });
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(RegistryRetries.Of<HttpResponseMessage>(options, new PredicateBuilder<HttpResponseMessage>()
                .Handle<RegistryException>(fault => fault.Fault == RegistryFault.Away)
                .HandleResult(answer => RegistryAnswers.IsPassing(answer.StatusCode)), RegistryAnswers.RetryAfter))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AnswerTimeout })
            .Build();
    }

    /// <summary>Where registries are, and where they may lead.</summary>
    public RegistryAddress Addresses { get; }

    /// <summary>Sends until there is an answer that repeating would not change; its body is still to be read.</summary>
    /// <param name="request">Makes the request anew for each try.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RegistryException">Nobody answers.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var host = "";
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    using var message = request();
                    host = message.RequestUri!.Authority;
                    return await FollowAsync(message, token);
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException late)
        {
            throw new RegistryException(RegistryFault.Away, $"{host} did not answer within {options.AnswerTimeout.TotalSeconds:0} s. Try again later.", late);
        }
    }

    /// <summary>The whole body, as long as it has no more than this many bytes.</summary>
    /// <exception cref="RegistryException">It has more, or breaks off.</exception>
    public async Task<byte[]> ReadAsync(HttpResponseMessage answer, int most, string who, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentLength > most)
            throw RegistryAnswers.TooLarge(who, most);
        await using var stream = await OpenAsync(answer, who, cancellationToken);
        var buffer = new MemoryStream();
        var chunk = new byte[16 << 10];
        while (await stream.ReadAsync(chunk, cancellationToken) is var read and > 0)
        {
            if (buffer.Length + read > most)
                throw RegistryAnswers.TooLarge(who, most);
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    /// <summary>The body, read at the pace that is asked for.</summary>
    public async Task<PacedStream> OpenAsync(HttpResponseMessage answer, string who, CancellationToken cancellationToken) =>
        new(await answer.Content.ReadAsStreamAsync(cancellationToken), who, options, time);

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request;
        for (var redirects = 0; ; redirects++)
        {
            var answer = await TryAsync(asked, cancellationToken);
            if (!RegistryAnswers.IsRedirect(answer.StatusCode))
                return answer;
            using (answer)
            {
                if (redirects == MostRedirects)
                    throw new RegistryException(RegistryFault.Invalid, $"{request.RequestUri!.Authority} leads from one address to another without an end.");
                asked = Redirects.Next(asked, answer, Addresses);
            }
        }
    }

    private async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw new RegistryException(RegistryFault.Away, $"{request.RequestUri!.Authority} cannot be asked: {RegistryAnswers.Reason(fault)}", fault);
        }
    }
}
