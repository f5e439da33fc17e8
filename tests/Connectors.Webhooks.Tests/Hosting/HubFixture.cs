using System.Collections.Concurrent;
using System.Text;
using Connectors.Sdk;
using Connectors.Webhooks.HttpEvents;
using Connectors.Webhooks.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks.Tests.Hosting;

/// <summary>Both connectors behind a real server on a free port, with sources that tests may add to before they start it.</summary>
public sealed class HubFixture : IAsyncDisposable
{
    public const string Secret = "It's a Secret to Everybody";

    private readonly WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    private WebApplication? app;

    public HubFixture()
    {
        Directory.CreateDirectory(SecretsDirectory);
        WriteSecret("github", Secret);
        Settings.Sources["github"] = Source("github", "github");
    }

    public string SecretsDirectory { get; } = Path.Combine(Path.GetTempPath(), "webhooks-" + Guid.NewGuid().ToString("N"));

    public WebhooksSettings Settings { get; } = new();

    public EventsSettings Events { get; } = new();

    internal FakeContext Context { get; } = new();

    public ConcurrentQueue<string> Logs { get; } = new();

    public IReadOnlyList<IConnector> Connectors { get; private set; } = [];

    public IServiceCollection Services => builder.Services;

    public HttpClient Client { get; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)app!).DataSources.SelectMany(source => source.Endpoints);

    public Uri Address => new(app!.Urls.First());

    public static WebhookSourceSettings Source(string kind, string secretFile) => new() { Kind = kind, SecretFile = secretFile };

    public void WriteSecret(string file, string text) => File.WriteAllText(Path.Combine(SecretsDirectory, file), text + "\n");

    public WebhookSourceSettings Add(string name, string kind, string secret)
    {
        WriteSecret(name, secret);
        return Settings.Sources[name] = Source(kind, name);
    }

    public async Task<HubFixture> StartAsync(Action<KestrelServerLimits>? limits = null)
    {
        builder.Logging.ClearProviders().AddProvider(new LogCapture(Logs)).SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => limits?.Invoke(options.Limits));
        builder.Services.AddSingleton(Time).AddSingleton(new Connectors.Sdk.Hosting.ConnectorHostSettings());
        builder.Services.AddWebhooks(Settings, SecretsDirectory).AddHttpEvents(Events);
        app = builder.Build();
        Connectors = [.. app.Services.GetServices<IConnector>()];
        foreach (var connector in Connectors.OfType<IHttpConnector>())
            connector.MapRoutes(app, Context);
        await app.StartAsync();
        Client.BaseAddress = Address;
        return this;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (app is not null)
            await app.DisposeAsync();
        Directory.Delete(SecretsDirectory, recursive: true);
    }
}
