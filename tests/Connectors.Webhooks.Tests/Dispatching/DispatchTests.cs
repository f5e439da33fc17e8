using System.Text;
using Connectors.Core.Checkpoints;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Sdk.Hosting;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.HttpEvents;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks.Tests.Dispatching;

/// <summary>Both connectors in the real host: from a request to the invocations in the queue.</summary>
public sealed class DispatchTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("webhooks-").FullName;

    public DispatchTests() => File.WriteAllText(Path.Combine(directory, "github"), "s3cret");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task An_event_of_two_topics_is_one_invocation_a_function_and_each_is_told_the_topic_it_listens_to()
    {
        var hub = new MemoryCatalogue(
            ("both", "github.pull_request, github.pull_request.opened"),
            ("broad", "github.pull_request"),
            ("every", "github.>"),
            ("narrow", "webhooks:github.pull_request.opened"),
            ("one-word", "github.*"),
            ("elsewhere", "events:github.pull_request"),
            ("other", "github.push"));
        await using var app = await StartAsync(hub);
        var body = """{"action":"opened"}"""u8.ToArray();

        var answer = await PostAsync(
            app, "/webhook/github", body,
            ("X-GitHub-Event", "pull_request"), ("X-GitHub-Delivery", "d1"), (GithubSignature.Header, GithubSignature.Of("s3cret", body)));

        Assert.Equal(5, answer.GetProperty("calls").GetArrayLength());
        Assert.Equal(
            [
                ("both", "github.pull_request.opened"), ("broad", "github.pull_request"), ("every", "github.pull_request.opened"),
                ("narrow", "github.pull_request.opened"), ("one-word", "github.pull_request"),
            ],
            hub.Queued.Select(call => (call.Function.Name, call.Headers.First("X-Topic")!)).Order());
        Assert.All(hub.Queued, call =>
        {
            Assert.Equal(new DeduplicationKey("webhooks", "github/d1"), call.Deduplication);
            Assert.Equal("webhooks", call.Headers.First("X-Connector"));
            Assert.Equal("pull_request", call.Headers.First("X-GitHub-Event"));
            Assert.Null(call.Headers.First(GithubSignature.Header));
        });
    }

    [Fact]
    public async Task An_event_by_HTTP_reaches_names_and_NATS_wildcards_and_nobody_is_an_empty_list()
    {
        var hub = new MemoryCatalogue(("exact", "orders.created"), ("wild", "orders.*"), ("other", "orders.*.paid"));
        await using var app = await StartAsync(hub);

        var answer = await PostAsync(app, "/event/orders.created", "{}"u8.ToArray(), ("X-Ordering-Key", "7"));
        var nobody = await PostAsync(app, "/event/unheard.of", "{}"u8.ToArray());

        Assert.Equal(["exact.openfaas-fn", "wild.openfaas-fn"], answer.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("function").GetString()!).Order());
        Assert.All(hub.Queued, call => Assert.Equal("7", call.OrderingKey));
        Assert.Equal("unheard.of", nobody.GetProperty("event").GetString());
        Assert.Equal(0, nobody.GetProperty("calls").GetArrayLength());
    }

    private async Task<WebApplication> StartAsync(MemoryCatalogue hub)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var settings = new WebhooksSettings();
        settings.Sources["github"] = new WebhookSourceSettings { Kind = "github", SecretFile = "github" };
        builder.Services
            .AddSingleton<IFunctionCatalogue>(hub).AddSingleton<IInvocationIntake>(hub).AddSingleton<ICheckpointStore>(hub)
            .AddConnectorHosting(new ConnectorHostSettings())
            .AddWebhooks(settings, directory)
            .AddHttpEvents(new EventsSettings());
        var app = builder.Build();
        app.MapConnectors();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<System.Text.Json.JsonElement> PostAsync(WebApplication app, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Encoding.UTF8.GetString(body), Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.AcceptedAsync();
    }
}
