using System.Net.Http.Json;
using System.Text.Json;
using Connectors.Core.Access;
using Connectors.Sdk.Events;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Patience;
using Connectors.Sdk.Tests.Support;
using Connectors.Sdk.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Sdk.Tests.Support.FakeCatalogue;

namespace Connectors.Sdk.Tests.Hosting;

public class ConnectorHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connector_that_breaks_down_is_started_again_and_the_others_run_on()
    {
        var starts = 0;
        var steady = 0;
        await using var hub = await Hub.StartAsync(services => services
            .AddSingleton<IConnector>(new ScriptedConnector("shaky", (_, token) =>
                Interlocked.Increment(ref starts) < 3 ? throw new IOException("broker gone") : Task.Delay(Timeout.Infinite, token)))
            .AddSingleton<IConnector>(new ScriptedConnector("steady", (_, token) =>
            {
                Interlocked.Increment(ref steady);
                return Task.Delay(Timeout.Infinite, token);
            })));

        await Hub.EventuallyAsync(() => starts == 3 && hub.Hosted("shaky").State == ConnectorState.Running);

        Assert.Contains("broker gone", Assert.Single(hub.Context("shaky").Faults.All).Fault);
        Assert.Equal(2, hub.Hosted("shaky").Restarts);
        Assert.Equal((1, 0), (steady, hub.Hosted("steady").Restarts));
        await hub.StopAsync();
        Assert.Equal(ConnectorState.Stopped, hub.Hosted("shaky").State);
    }

    [Fact]
    public async Task A_breakdown_is_forgotten_when_the_connector_has_run_for_a_while()
    {
        var time = new FakeTimeProvider();
        var starts = 0;
        await using var hub = await Hub.StartAsync(services => services.AddSingleton<TimeProvider>(time).AddSingleton<IConnector>(
            new ScriptedConnector("shaky", (_, token) => starts++ == 0 ? throw new IOException("gone") : Task.Delay(Timeout.Infinite, token))));
        await Hub.EventuallyAsync(() => hub.Hosted("shaky").State == ConnectorState.Restarting && hub.Context("shaky").Faults.All.Count == 1);
        while (hub.Hosted("shaky").Restarts == 0)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Token);
        }
        Assert.Single(hub.Context("shaky").Faults.All);

        for (var i = 0; i < 1000 && hub.Context("shaky").Faults.All.Count > 0; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(5, Token);
        }
        Assert.Empty(hub.Context("shaky").Faults.All);
    }

    [Fact]
    public async Task A_connector_that_returns_untold_has_broken_down()
    {
        await using var hub = await Hub.StartAsync(services => services.AddSingleton<IConnector>(new ScriptedConnector("hasty", (_, _) => Task.CompletedTask)));

        await Hub.EventuallyAsync(() => hub.Context("hasty").Faults.All.Count == 1);
    }

    [Fact]
    public async Task Stopping_lets_connectors_finish_and_leaves_behind_who_does_not()
    {
        var finished = false;
        var hub = await Hub.StartAsync(
            services => services
                .AddSingleton<IConnector>(new ScriptedConnector("orderly", async (_, token) =>
                {
                    await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    await Task.Delay(200, CancellationToken.None);
                    finished = true;
                }))
                .AddSingleton<IConnector>(new ScriptedConnector("stubborn", (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None)))
                .AddSingleton<IConnector>(new ScriptedConnector("sore", async (_, token) =>
                {
                    await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    throw new IOException("too late");
                })),
            new ConnectorHostSettings { GracePeriod = TimeSpan.FromSeconds(2) });
        await Hub.EventuallyAsync(() => hub.Hosted("orderly").State == ConnectorState.Running && hub.Hosted("sore").State == ConnectorState.Running);

        await hub.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.True(finished);
        Assert.Equal(ConnectorState.Stopped, hub.Hosted("orderly").State);
        Assert.Equal(ConnectorState.Stopped, hub.Hosted("sore").State);
        Assert.Equal(ConnectorState.Running, hub.Hosted("stubborn").State);
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task Two_connectors_of_one_name_are_refused()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Hub.StartAsync(services => services
            .AddSingleton<IConnector>(ScriptedConnector.Idle("nats")).AddSingleton<IConnector>(ScriptedConnector.Idle("nats"))));

        Assert.Contains("'nats'", thrown.Message);
    }

    [Fact]
    public async Task An_http_connector_serves_its_routes_and_may_return_at_once()
    {
        await using var hub = await Hub.StartAsync(services => services.AddConnector<HttpConnector>().AddConnector<HttpConnector>(), prepare: catalogue => catalogue.Deploy(Function("a", "orders")));
        using var client = new HttpClient { BaseAddress = hub.Address };

        var answer = await client.PostAsync(new Uri("/in/orders", UriKind.Relative), new StringContent("hello"), Token);

        Assert.Equal("1", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("hello"u8.ToArray(), Assert.Single(hub.Queue.Stored).Body);
        Assert.Equal(ConnectorState.Running, hub.Hosted("http").State);
        Assert.Empty(hub.Context("http").Faults.All);
    }

    [Fact]
    public async Task The_topics_page_tells_of_connectors_counts_faults_and_who_serves_what()
    {
        await using var hub = await Hub.StartAsync(
            services => services
                .AddSingleton<IConnector>(ScriptedConnector.Idle("mqtt")).AddConnectorTopics("mqtt", new ConnectorTopics { Language = TopicLanguage.Mqtt })
                .AddSingleton<IConnector>(ScriptedConnector.Idle("nats")).AddConnectorTopics("nats", new ConnectorTopics { Language = TopicLanguage.Nats }),
            prepare: catalogue => catalogue.Deploy(Function("a", "orders, orders.*, mqtt:a/#/b, ^nobody"), Function("b.staging", "kafka:orders")));
        await hub.Topics.Loaded.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await Hub.EventuallyAsync(() => hub.Context("mqtt").Faults.All.Count == 1);
        await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders" }, Token);
        await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "unheard" }, Token);
        hub.Queue.Refusals["a"] = new IOException("no");
        await Assert.ThrowsAsync<IOException>(async () => await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = "orders" }, Token));
        using var client = new HttpClient { BaseAddress = hub.Address };

        var page = await client.GetFromJsonAsync<JsonElement>("/system/topics", Token);

        var nats = page.GetProperty("connectors")[1];
        Assert.Equal("nats", nats.GetProperty("name").GetString());
        Assert.Equal("names, and wildcards * and >", nats.GetProperty("language").GetString());
        Assert.Equal("running", nats.GetProperty("state").GetString());
        Assert.Equal([3, 1, 1, 1], new[] { "received", "dispatched", "failed", "unmatched" }.Select(name => nats.GetProperty(name).GetInt32()));
        Assert.True(nats.GetProperty("lastEvent").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        var fault = page.GetProperty("connectors")[0].GetProperty("faults")[0];
        Assert.Equal("a.openfaas-fn topic mqtt:a/#/b", fault.GetProperty("subject").GetString());
        var topics = page.GetProperty("subscribers")[0].GetProperty("topics");
        Assert.Equal("mqtt,nats|mqtt,nats||", string.Join('|', topics.EnumerateArray().Select(topic => string.Join(',', topic.GetProperty("connectors").EnumerateArray()))));
        Assert.Equal([false, false, true, true], topics.EnumerateArray().Select(topic => topic.TryGetProperty("fault", out _)));
        Assert.Equal(("b", "staging"), (page.GetProperty("subscribers")[1].GetProperty("function").GetString(), page.GetProperty("subscribers")[1].GetProperty("namespace").GetString()));

        hub.Catalogue.Deploy();
        await Hub.EventuallyAsync(() => hub.Context("mqtt").Faults.All.Count == 0);
    }

    [Fact]
    public async Task The_topics_page_wants_credentials()
    {
        await using var hub = await Hub.StartAsync(_ => { });

        var endpoint = hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(route => route.RoutePattern.RawText == "/system/topics");

        Assert.NotNull(endpoint.Metadata.GetMetadata<CredentialsRequired>());
    }

    [Fact]
    public void Pauses_double_up_to_a_minute_and_start_over_after_a_recovery()
    {
        var pause = new GrowingPause(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), new Random(7));
        var first = pause.Next();
        for (var i = 0; i < 40; i++)
            Assert.InRange(pause.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(1));
        Assert.InRange(pause.Next(), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        pause.Reset();

        Assert.InRange(first, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.InRange(pause.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Every_invalid_setting_is_named()
    {
        Assert.Empty(new ConnectorHostSettings().Faults());
        var wrong = new ConnectorHostSettings
        {
            RebuildInterval = TimeSpan.Zero,
            TopicDelimiter = " ",
            ContentType = "text/plain\r\nX: y",
            MaxEventBytes = new(0),
            UpstreamTimeout = TimeSpan.Zero,
            GracePeriod = TimeSpan.FromDays(2),
        };

        Assert.Equal(
            ["rebuild-interval", "topic-delimiter", "content-type", "max-event-bytes", "upstream-timeout", "grace-period"],
            wrong.Faults().Select(fault => fault.Split(' ')[0]["connectors.".Length..]));
    }

    internal sealed class HttpConnector : IHttpConnector
    {
        public string Name => "http";

        public Task RunAsync(IConnectorContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public void MapRoutes(IEndpointRouteBuilder routes, IConnectorContext context) => routes.MapPost("/in/{topic}", async (HttpContext http, string topic) =>
        {
            var result = await context.DispatchAsync(
                new ConnectorEvent { Topic = topic, Body = Connectors.Core.Invocations.InvocationBody.FromStream(http.Request.Body) }, http.RequestAborted);
            await http.Response.WriteAsync($"{result.Calls.Count}");
        });
    }
}
