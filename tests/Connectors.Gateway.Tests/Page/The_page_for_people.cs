using System.Net;
using Connectors.Core.Describing;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Tests.Page;

/// <summary><c>GET /ui/</c>.</summary>
public sealed class The_page_for_people
{
    private const string Evil = "<script>alert(1)</script>\"'&";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_functions_queues_dead_letters_and_connectors()
    {
        await using var host = await GatewayHost.StartAsync(services: services => services.AddSingleton<IConnectorOverview>(new Overview("the broker is away")));
        host.Provider.Add(Function("resize", "topic", "images/#"), new Uri("http://127.0.0.1:1/"));
        host.Provider.Add(Function("clock", "schedule", "*/5 * * * *"));
        host.Queue.Put(MemoryQueue.Story("dead-1", InvocationState.Dead, function: "resize") with { Reason = "attempt 10 of 10 was answered with 500" });

        using var answer = await host.SendAsync(HttpMethod.Get, "/ui/");
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy);
        Assert.DoesNotContain("script-src", policy);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        foreach (var text in new[] { "resize.openfaas-fn", "images/#", "*/5 * * * *", "faas-request", "dead-1", "attempt 10 of 10", "mqtt", "the broker is away", "1 to 2 of 2" })
            Assert.Contains(WebUtility.HtmlEncode(text), page);
    }

    [Fact]
    public async Task Nothing_that_others_wrote_is_HTML()
    {
        await using var host = await GatewayHost.StartAsync(services: services => services.AddSingleton<IConnectorOverview>(new Overview(Evil)));
        host.Provider.Add(Function("evil", "topic", Evil) with { Image = Evil });
        host.Queue.Put(MemoryQueue.Story("dead-1", InvocationState.Dead) with { Reason = Evil });

        using var answer = await host.SendAsync(HttpMethod.Get, "/ui/?page=%3Cscript%3E");
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(4, page.Split("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;").Length - 1);
    }

    [Fact]
    public async Task Ten_thousand_functions_come_page_by_page()
    {
        await using var host = await GatewayHost.StartAsync();
        for (var i = 0; i < 10_000; i++)
            host.Provider.Add(new FunctionStatus { Name = $"f{i:00000}", Image = "any" });

        var first = await PageAsync(host, "/ui/");
        var last = await PageAsync(host, "/ui/?page=50");
        var beyond = await PageAsync(host, "/ui/?page=99999999999");

        Assert.Contains("1 to 200 of 10000", first);
        Assert.Contains("href=\"?page=2\"", first);
        Assert.DoesNotContain("f00200", first);
        Assert.Contains("9801 to 10000 of 10000", last);
        Assert.DoesNotContain(">Next<", last);
        Assert.Contains("1 to 200 of 10000", beyond);
        Assert.InRange(first.Length, 0, 256 << 10);
    }

    [Fact]
    public async Task A_part_whose_source_is_away_says_so_and_the_others_stay()
    {
        await using var host = await GatewayHost.StartAsync(services: services => services
            .AddSingleton<IQueueStatistics>(new AwayQueue())
            .AddSingleton<IConnectorOverview>(new Overview(null, Broken: true)));
        host.Provider.Add("echo");

        var page = await PageAsync(host, "/ui/");

        Assert.Equal(2, page.Split("This part is missing: NATS is away").Length - 1);
        Assert.Contains("This part is missing: it failed; the gateway&#x27;s log says why", page);
        Assert.Contains("echo.openfaas-fn", page);
    }

    [Fact]
    public async Task It_asks_for_credentials_and_the_root_leads_to_it()
    {
        await using var host = await GatewayHost.StartAsync();

        using var refused = await host.SendAsync(HttpMethod.Get, "/ui/", admin: false);
        using var root = await host.SendAsync(HttpMethod.Get, "/", admin: false);
        using var followed = await host.SendAsync(HttpMethod.Get, root.Headers.Location!.OriginalString);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, followed.StatusCode);
    }

    private static FunctionStatus Function(string name, string annotation, string value) =>
        new() { Name = name, Image = "any", Annotations = new Dictionary<string, string> { [annotation] = value } };

    private static async Task<string> PageAsync(GatewayHost host, string path)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private sealed record Overview(string? Fault, bool Broken = false) : IConnectorOverview
    {
        public ConnectorOverview Read() => Broken
            ? throw new InvalidOperationException("broken")
            : new ConnectorOverview(null, [new ConnectorSummary("mqtt", "running", [Fault!], 3, 2, 1)], []);
    }

    private sealed class AwayQueue : IQueueStatistics
    {
        public ValueTask<IReadOnlyList<QueueStatus>> GetAsync(CancellationToken cancellationToken) => throw new QueueUnavailableException("NATS is away");
    }
}
