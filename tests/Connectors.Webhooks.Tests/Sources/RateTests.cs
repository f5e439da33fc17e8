using System.Net;
using System.Text;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.Sources;

public sealed class RateTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task Deliveries_beyond_the_limit_are_told_when_to_come_again_and_are_not_dispatched()
    {
        (hub.Settings.Sources["github"].RateLimit, hub.Settings.Sources["github"].RateBurst) = (1, 2);
        await hub.StartAsync();

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await DeliverAsync("github", good: true);
            statuses.Add(response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
                Assert.Contains("more than 1 deliveries a minute for 'github'", await response.RefusedAsync(HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
            }
        }

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(2, hub.Context.Events.Count);
    }

    [Fact]
    public async Task Who_cannot_sign_uses_up_nobody_s_limit_and_each_source_has_its_own()
    {
        hub.Add("other", "github", HubFixture.Secret).RateLimit = 1;
        hub.Settings.Sources["github"].RateLimit = 1;
        await hub.StartAsync();

        for (var i = 0; i < 5; i++)
        {
            using var forged = await DeliverAsync("github", good: false);
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        }
        using var first = await DeliverAsync("github", good: true);
        using var second = await DeliverAsync("github", good: true);
        using var elsewhere = await DeliverAsync("other", good: true);

        Assert.Equal(
            (HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode, elsewhere.StatusCode));
    }

    [Fact]
    public async Task The_bucket_fills_again()
    {
        (hub.Settings.Sources["github"].RateLimit, hub.Settings.Sources["github"].RateBurst) = (600, 1);
        await hub.StartAsync();
        var waited = System.Diagnostics.Stopwatch.StartNew();
        var taken = 0;
        while (taken < 3 && waited.Elapsed < TimeSpan.FromSeconds(60))
        {
            using var response = await DeliverAsync("github", good: true);
            taken += response.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
        }
        Assert.Equal(3, taken);
    }

    private Task<HttpResponseMessage> DeliverAsync(string source, bool good) => hub.PostAsync(
        "/webhook/" + source, "{}", ("X-GitHub-Event", "push"), (GithubSignature.Header, GithubSignature.Of(good ? HubFixture.Secret : "guessed", Encoding.UTF8.GetBytes("{}"))));
}
