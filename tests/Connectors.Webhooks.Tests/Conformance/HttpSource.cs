using System.Globalization;
using System.Net;
using System.Text;
using Connectors.Conformance.Sources;
using Connectors.Webhooks.HttpEvents;
using Connectors.Webhooks.Sources;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Webhooks.Tests.Conformance;

/// <summary>
/// A sender of HTTP requests as a source: it goes to whichever replica answers, and tries again until it is told 202, as senders of webhooks
/// do. So what cannot be stored waits with the sender.
/// </summary>
internal sealed class HttpSource(HttpSender sender) : ISourceUnderTest
{
    private readonly string directory = Directory.CreateTempSubdirectory("webhooks-conformance-").FullName;
    private readonly List<Func<Uri?>> replicas = [];
    private readonly HttpClient client = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });
    private readonly CancellationTokenSource ended = new();
    private readonly List<Task> waiting = [];
    private int deliveries;

    public SourceFeatures Features => sender.Features;

    public string Connector => sender.Connector;

    public string Topic(params string[] words) => sender.First + string.Join('.', words);

    public string PatternBelow(string word) => $"{sender.First}{word}.*";

    public string HeaderNameOf(string header) => header;

    public void AddConnector(IServiceCollection services, int replica)
    {
        File.WriteAllText(Path.Combine(directory, "secret"), HttpSender.Secret);
        var settings = new WebhooksSettings();
        settings.Sources[HttpSender.Source] = sender.Settings;
        services.AddWebhooks(settings, directory).AddHttpEvents(new EventsSettings());
        services.AddSingleton<IHostedService>(provider => new Announced(provider, replicas));
    }

    public Task PublishAsync(string topic, byte[] payload, IReadOnlyDictionary<string, string>? headers = null)
    {
        var number = Interlocked.Increment(ref deliveries).ToString(CultureInfo.InvariantCulture);
        var delivery = DeliverAsync(() => sender.Request(topic, payload, number, headers ?? new Dictionary<string, string>()));
        lock (waiting)
            waiting.Add(delivery);
        return Task.CompletedTask;
    }

    public Task StopSourceAsync() => throw new NotSupportedException("a sender has nothing that could be stopped");

    public Task StartSourceAsync() => throw new NotSupportedException("a sender has nothing that could be started");

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.Dispose();
        ended.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private async Task DeliverAsync(Func<HttpRequestMessage> request)
    {
        while (!await AcceptedAsync(request))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ended.Token);
    }

    private async Task<bool> AcceptedAsync(Func<HttpRequestMessage> request)
    {
        foreach (var replica in replicas.ToArray().Reverse())
        {
            if (replica() is not { } address)
                continue;
            using var message = request();
            message.RequestUri = new Uri(address, message.RequestUri!);
            try
            {
                using var response = await client.SendAsync(message, ended.Token);
                if (response.StatusCode == HttpStatusCode.Accepted)
                    return true;
                Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"a delivery was refused for good: {response.StatusCode}");
            }
            catch (HttpRequestException)
            {
                // This replica has ended; another may have begun.
            }
        }
        return false;
    }

    /// <summary>Tells the sender where a replica listens, as long as it runs.</summary>
    private sealed class Announced(IServiceProvider services, List<Func<Uri?>> replicas) : IHostedService
    {
        private volatile bool stopped;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var server = services.GetRequiredService<IServer>();
            replicas.Add(() => !stopped && server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address && !address.EndsWith(":0", StringComparison.Ordinal)
                ? new Uri(address) : null);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            stopped = true;
            return Task.CompletedTask;
        }
    }
}
