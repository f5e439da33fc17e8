using System.Reflection;
using System.Text.RegularExpressions;
using Connectors.TestServers;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.Pages;

/// <summary>docs/webhooks.md: its lines do what it says, signed by openssl and sent by curl.</summary>
public sealed partial class WebhooksPage : IAsyncDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(
        typeof(WebhooksPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(pair => pair.Key == "RepositoryRoot").Value!, "docs/webhooks.md"));

    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public void It_has_a_line_for_every_kind()
    {
        var known = WebhooksRegistration.KindNames.Order();
        Assert.Equal(known, Lines().Select(line => line.Kind).Order());
        Assert.All(known, kind => Assert.Contains($"| `{kind}` |", Page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("github", "github.issues.opened", true)]
    [InlineData("gitlab", "gitlab.push", true)]
    [InlineData("ifttt", "ifttt.door_opened", false)]
    [InlineData("stripe", "stripe.invoice.paid", true)]
    [InlineData("slack", "slack.app_mention", true)]
    [InlineData("standard-webhooks", "standard.invoice.paid", true)]
    [InlineData("cloudevents", "cloudevents.com.example.order.created", true)]
    [InlineData("hmac", "hmac.orders.created", false)]
    [InlineData("token", "token", false)]
    public async Task Its_line_is_taken_and_the_same_with_another_secret_is_not(string kind, string topic, bool hasId)
    {
        var source = kind == "standard-webhooks" ? "standard" : kind;
        var secret = kind == "standard-webhooks" ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "pages-secret";
        hub.Add(source, kind, secret);
        await hub.StartAsync();

        var first = await RunAsync(kind);
        Assert.StartsWith("HTTP/1.1 202 ", first, StringComparison.Ordinal);
        Assert.Contains($"\"event\":\"{topic}\"", first, StringComparison.Ordinal);
        Assert.Equal(hasId, (await RunAsync(kind)).Contains("\"duplicate\":true", StringComparison.Ordinal));

        var elsewhere = Directory.CreateTempSubdirectory("pages-").FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, source), kind == "standard-webhooks" ? "whsec_AAAA\n" : "another\n", TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 401 ", await RunAsync(kind, elsewhere), StringComparison.Ordinal);
        Directory.Delete(elsewhere, recursive: true);
    }

    private async Task<string> RunAsync(string kind, string? secrets = null)
    {
        var preamble = Preamble().Match(Page).Groups[1].Value.Replace("http://127.0.0.1:8080", hub.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        var line = Lines().Single(line => line.Kind == kind).Line;
        await using var shell = ServerProcess.Start(
            "bash", ["-c", $"set -euo pipefail\n{preamble}\n{line}"], new Dictionary<string, string> { ["SECRETS"] = secrets ?? hub.SecretsDirectory });
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await shell.ExitedAsync(deadline.Token);
        Assert.True(shell.ExitCode == 0, $"{line}\nended with {shell.ExitCode}:\n{shell.Said}");
        return shell.Said;
    }

    private static IEnumerable<(string Kind, string Line)> Lines() =>
        Blocks().Matches(Page).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex("```sh\n(URL=[^`]*)```")]
    private static partial Regex Preamble();

    [GeneratedRegex("\n([a-z-]+)(?: \\([^\n]*\\))?:\n\n```sh\n([^\n]*curl[^\n]*)\n```")]
    private static partial Regex Blocks();
}
