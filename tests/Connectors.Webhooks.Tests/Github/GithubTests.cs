using System.Net;
using System.Text;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.Github;

public sealed class GithubTests : IAsyncDisposable
{
    private const string Hello = "Hello, World!";
    private const string DocumentedSignature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public void The_signature_is_the_one_that_GitHub_documents() =>
        Assert.Equal(DocumentedSignature, GithubSignature.Of(HubFixture.Secret, Encoding.UTF8.GetBytes(Hello)));

    [Fact]
    public async Task A_signed_push_is_dispatched_with_its_headers_and_its_delivery_id()
    {
        await hub.StartAsync();
        const string payload = """{"ref":"refs/heads/main","commits":[{"action":"none"}]}""";

        using var response = await DeliverAsync(payload, "push", Sign(payload), ("X-GitHub-Delivery", "72d3162e"), ("X-Other", "1"));

        var answer = await response.AcceptedAsync();
        var seen = hub.Context.Single;
        Assert.Equal("github.push", seen.Topic);
        Assert.Empty(seen.AlsoTopics);
        Assert.Equal("github/72d3162e", seen.Id);
        Assert.Equal("application/json; charset=utf-8", seen.ContentType);
        Assert.Equal(payload, await seen.TextAsync());
        Assert.Equal("push", seen.Headers.First("X-GitHub-Event"));
        Assert.Equal("72d3162e", seen.Headers.First("X-GitHub-Delivery"));
        Assert.Equal("github", seen.Headers.First("X-Webhook-Source"));
        Assert.Null(seen.Headers.First("X-Other"));
        Assert.Null(seen.Headers.First("X-Hub-Signature-256"));
        Assert.Equal("github.push", answer.GetProperty("event").GetString());
        var call = Assert.Single(answer.GetProperty("calls").EnumerateArray().ToList());
        Assert.Equal("shout.openfaas-fn", call.GetProperty("function").GetString());
        Assert.False(call.GetProperty("duplicate").GetBoolean());
        Assert.NotEmpty(call.GetProperty("callId").GetString()!);
    }

    [Fact]
    public async Task An_action_makes_a_second_topic_of_the_same_event()
    {
        await hub.StartAsync();
        const string payload = """{"pull_request":{"action":"nested"},"action":"opened","number":1}""";

        using var response = await DeliverAsync(payload, "pull_request", Sign(payload));

        await response.AcceptedAsync();
        Assert.Equal("github.pull_request.opened", hub.Context.Single.Topic);
        Assert.Equal(["github.pull_request"], hub.Context.Single.AlsoTopics);
    }

    [Theory]
    [InlineData("""{"action":7}""")]
    [InlineData("""{"action":"two words"}""")]
    [InlineData("""{"action":"\ud800"}""")]
    [InlineData("""["action","opened"]""")]
    [InlineData("""{"a":1""")]
    [InlineData("Hello, World!")]
    [InlineData("")]
    public async Task A_signed_payload_without_a_usable_action_has_one_topic(string payload)
    {
        await hub.StartAsync();

        using var response = await DeliverAsync(payload, "issues", Sign(payload));

        await response.AcceptedAsync();
        Assert.Equal("github.issues", hub.Context.Single.Topic);
        Assert.Empty(hub.Context.Single.AlsoTopics);
    }

    [Fact]
    public async Task A_ping_reaches_those_who_listen_to_it()
    {
        await hub.StartAsync();
        using var response = await DeliverAsync("{}", "ping", Sign("{}"));
        await response.AcceptedAsync();
        Assert.Equal("github.ping", hub.Context.Single.Topic);
    }

    [Fact]
    public async Task A_redelivery_is_told_as_a_duplicate()
    {
        await hub.StartAsync();
        using var first = await DeliverAsync("{}", "push", Sign("{}"), ("X-GitHub-Delivery", "d1"));
        using var second = await DeliverAsync("{}", "push", Sign("{}"), ("X-GitHub-Delivery", "d1"));

        var before = (await first.AcceptedAsync()).GetProperty("calls")[0];
        var after = (await second.AcceptedAsync()).GetProperty("calls")[0];
        Assert.True(after.GetProperty("duplicate").GetBoolean());
        Assert.Equal(before.GetProperty("callId").GetString(), after.GetProperty("callId").GetString());
    }

    [Theory]
    [InlineData("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", true)]
    [InlineData(DocumentedSignature, true)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18", false)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e", false)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1", false)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1700", false)]
    [InlineData("sha256=", false)]
    [InlineData("sha256", false)]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false)]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false)]
    [InlineData("sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false)]
    [InlineData("", false)]
    public async Task Only_the_right_signature_of_the_right_length_is_taken(string signature, bool taken)
    {
        await hub.StartAsync();

        using var response = await DeliverAsync(Hello, "push", signature);

        if (taken)
            await response.AcceptedAsync();
        else
            await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(taken ? 1 : 0, hub.Context.Events.Count);
    }

    [Fact]
    public async Task A_signature_as_long_as_a_header_can_be_is_refused()
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(Hello, "push", "sha256=" + new string('a', 20_000));
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_missing_signature_is_refused_with_one_log_line_that_tells_no_payload()
    {
        await hub.StartAsync();
        using var content = new StringContent("the payload");

        using var response = await hub.PostAsync("/webhook/github", content, ("X-GitHub-Event", "push"));

        await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Empty(hub.Context.Events);
        var line = Assert.Single(hub.Logs, line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains("github", line, StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Logs, line => line.Contains("the payload", StringComparison.Ordinal) || line.Contains(HubFixture.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_signatures_are_none()
    {
        await hub.StartAsync();
        using var connection = await RawConnection.OpenAsync(hub.Address);
        const string header = $"{GithubSignature.Header}: {DocumentedSignature}\r\n";
        await connection.SendAsync(
            $"POST /webhook/github HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-GitHub-Event: push\r\n{header}{header}Content-Length: 13\r\n\r\n{Hello}");
        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_JSON_in_other_bytes_has_another_signature()
    {
        await hub.StartAsync();
        using var response = await DeliverAsync("""{ "a": 1 }""", "push", Sign("""{"a":1}"""));
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_form_is_signed_as_it_was_sent_and_passed_on_as_its_JSON()
    {
        await hub.StartAsync();
        const string form = "extra=1&payload=%7B%22action%22%3A%22labeled%22%2C%22name%22%3A%22a+b+%C3%A9%22%7D";
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await hub.PostAsync("/webhook/github", content, ("X-GitHub-Event", "issues"), (GithubSignature.Header, Sign(form)));

        await response.AcceptedAsync();
        Assert.Equal("""{"action":"labeled","name":"a b é"}""", await hub.Context.Single.TextAsync());
        Assert.Equal("application/json", hub.Context.Single.ContentType);
        Assert.Equal("github.issues.labeled", hub.Context.Single.Topic);
    }

    [Fact]
    public async Task A_form_signed_over_its_JSON_is_refused()
    {
        await hub.StartAsync();
        using var content = new StringContent("payload=%7B%7D", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await hub.PostAsync("/webhook/github", content, ("X-GitHub-Event", "push"), (GithubSignature.Header, Sign("{}")));
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_form_without_a_payload_is_malformed()
    {
        await hub.StartAsync();
        using var content = new StringContent("other=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await hub.PostAsync("/webhook/github", content, ("X-GitHub-Event", "push"), (GithubSignature.Header, Sign("other=1")));
        Assert.Contains("payload", await response.RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("push*")]
    [InlineData("a.b")]
    [InlineData("push,issues")]
    public async Task A_missing_or_odd_event_name_is_malformed(string? name)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync("{}", name, Sign("{}"));
        Assert.Contains("X-GitHub-Event", await response.RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task Without_a_signature_nothing_is_said_about_the_event_name()
    {
        await hub.StartAsync();
        using var response = await DeliverAsync("{}", null, "sha256=00");
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task While_rotating_both_secrets_are_good_and_the_old_one_ends_with_its_line()
    {
        await hub.StartAsync();
        hub.WriteSecret("github", "old\nnew");
        foreach (var secret in (string[])["old", "new"])
        {
            using var response = await DeliverAsync("{}", "push", Sign("{}", secret));
            await response.AcceptedAsync();
        }

        hub.WriteSecret("github", "new");
        using var old = await DeliverAsync("{}", "push", Sign("{}", "old"));
        await old.RefusedAsync(HttpStatusCode.Unauthorized);
        using var current = await DeliverAsync("{}", "push", Sign("{}", "new"));
        await current.AcceptedAsync();
    }

    [Fact]
    public async Task The_first_part_of_the_topic_can_be_set()
    {
        hub.Settings.Sources["github"].Topic = "code.acme";
        await hub.StartAsync();
        using var response = await DeliverAsync("{}", "push", Sign("{}"));
        await response.AcceptedAsync();
        Assert.Equal("code.acme.push", hub.Context.Single.Topic);
    }

    private Task<HttpResponseMessage> DeliverAsync(string payload, string? name, string signature, params (string, string)[] more) =>
        hub.PostAsync(
            "/webhook/github", payload, [.. name is null ? [] : new[] { ("X-GitHub-Event", name) }, (GithubSignature.Header, signature), .. more]);

    private static string Sign(string body, string secret = HubFixture.Secret) => GithubSignature.Of(secret, Encoding.UTF8.GetBytes(body));
}
