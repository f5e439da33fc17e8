using System.Net;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Webhooks.Tests.Sources;

/// <summary>Who cannot sign cannot fill the log either.</summary>
public sealed class RefusedTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly HubFixture hub;

    public RefusedTests() => hub = new HubFixture { Time = time };

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task A_source_has_one_line_a_minute_and_the_next_counts_the_others()
    {
        hub.Add("other", "github", HubFixture.Secret);
        await hub.StartAsync();

        await ForgeAsync("github", 5);
        await ForgeAsync("other", 1);
        Assert.Equal(["source github from", "source other from"], Lines());

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["source github from", "source other from", "4 more"], Lines());

        await ForgeAsync("github", 2);
        Assert.Equal(3, Lines().Length);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("2 more", Lines()[^1]);

        // After a minute without any the first is told at once again.
        time.Advance(TimeSpan.FromMinutes(1));
        await ForgeAsync("github", 1);
        Assert.Equal(["source github from", "source other from", "4 more", "2 more", "source github from"], Lines());
    }

    // What each line begins with, as far as it differs.
    private string[] Lines() => [.. hub.Logs.Where(line => line.Contains("refused", StringComparison.Ordinal)).Select(line => line switch
    {
        _ when line.Contains("4 more deliveries for webhook source github", StringComparison.Ordinal) => "4 more",
        _ when line.Contains("2 more deliveries for webhook source github", StringComparison.Ordinal) => "2 more",
        _ when line.Contains("source github from", StringComparison.Ordinal) => "source github from",
        _ when line.Contains("source other from", StringComparison.Ordinal) => "source other from",
        _ => line,
    })];

    private async Task ForgeAsync(string source, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var refused = await hub.PostAsync("/webhook/" + source, "{}", ("X-GitHub-Event", "push"), (GithubSignature.Header, "sha256=" + new string('0', 64)));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }
}
