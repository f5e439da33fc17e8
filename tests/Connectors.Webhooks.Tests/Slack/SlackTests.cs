using System.Net;
using System.Text;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Webhooks.Tests.Slack;

public sealed class SlackTests : IAsyncDisposable
{
    // The example in Slack's documentation ("Verifying requests from Slack").
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Time = "1531420618";
    private const string DocumentedSignature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    private const string SlashCommand =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private readonly FakeTimeProvider clock = new(DateTimeOffset.FromUnixTimeSeconds(1531420618));
    private readonly HubFixture hub;

    public SlackTests()
    {
        hub = new HubFixture { Time = clock };
        hub.Add("slack", "slack", Secret);
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task The_slash_command_of_Slack_s_documentation_is_taken_and_answered_with_200_and_nothing()
    {
        await hub.StartAsync();

        using var response = await FormAsync(SlashCommand, DocumentedSignature);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var seen = hub.Context.Single;
        Assert.Equal("slack.command.webhook-collect", seen.Topic);
        Assert.Equal(["slack.command"], seen.AlsoTopics);
        Assert.Equal("slack/398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c", seen.Id);
        Assert.Equal(SlashCommand, await seen.TextAsync());
        Assert.Null(seen.Headers.First("X-Slack-Signature"));
        Assert.Equal(Time, seen.Headers.First("X-Slack-Request-Timestamp"));
    }

    [Fact]
    public async Task The_challenge_is_answered_and_reaches_nobody()
    {
        await hub.StartAsync();
        const string body = """{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}""";

        using var response = await EventAsync(body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task Nobody_gets_a_challenge_answered_without_the_secret()
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync("/webhook/slack", """{"challenge":"x","type":"url_verification"}""", ("X-Slack-Request-Timestamp", Time), ("X-Slack-Signature", "v0=" + new string('0', 64)));
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_event_has_its_type_its_subtype_and_its_id_and_comes_once_however_often_Slack_retries()
    {
        await hub.StartAsync();
        const string body = """{"type":"event_callback","event_id":"Ev08MFMKH6","event":{"type":"message","subtype":"channel_join","text":"é"}}""";

        using var first = await EventAsync(body);
        using var retry = await EventAsync(body, ("X-Slack-Retry-Num", "1"));

        await first.AcceptedAsync();
        Assert.True((await retry.AcceptedAsync()).GetProperty("calls")[0].GetProperty("duplicate").GetBoolean());
        var seen = hub.Context.Events.First();
        Assert.Equal("slack.message.channel_join", seen.Topic);
        Assert.Equal(["slack.message"], seen.AlsoTopics);
        Assert.Equal("slack/Ev08MFMKH6", seen.Id);
        Assert.Equal("1", hub.Context.Events.Last().Headers.First("X-Slack-Retry-Num"));
    }

    [Fact]
    public async Task A_click_is_passed_on_as_its_JSON()
    {
        await hub.StartAsync();
        const string form = "payload=%7B%22type%22%3A%22block_actions%22%2C%22trigger_id%22%3A%2212.34%22%7D";

        using var response = await FormAsync(form, Sign(form));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = hub.Context.Single;
        Assert.Equal("slack.block_actions", seen.Topic);
        Assert.Equal("slack/12.34", seen.Id);
        Assert.Equal("""{"type":"block_actions","trigger_id":"12.34"}""", await seen.TextAsync());
        Assert.Equal("application/json", seen.ContentType);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"type":"event_callback"}""")]
    [InlineData("""{"type":"event_callback","event":{"type":"a b"}}""")]
    [InlineData("""{"type":"event_callback","event":[]}""")]
    [InlineData("""{"type":"url_verification"}""")]
    public async Task What_is_signed_and_no_event_is_malformed(string body)
    {
        await hub.StartAsync();
        using var response = await EventAsync(body);
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Theory]
    [InlineData("text=hello")]
    [InlineData("payload=no+JSON")]
    [InlineData("payload=%7B%7D")]
    [InlineData("command=%2Ftwo%20words")]
    public async Task A_form_that_says_nothing_is_malformed(string form)
    {
        await hub.StartAsync();
        using var response = await FormAsync(form, Sign(form));
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public async Task A_request_is_good_for_five_minutes(int age, bool taken)
    {
        await hub.StartAsync();
        clock.AdjustTime(clock.GetUtcNow().AddSeconds(age));
        using var response = await FormAsync(SlashCommand, DocumentedSignature);
        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(taken ? 1 : 0, hub.Context.Events.Count);
    }

    [Theory]
    [InlineData("v0=", Time)]
    [InlineData("v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", Time)]
    [InlineData("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b5", Time)]
    [InlineData("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503aa", Time)]
    [InlineData("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b504", Time)]
    [InlineData(DocumentedSignature, "1531420619")]
    [InlineData(DocumentedSignature, "01531420618")]
    [InlineData(DocumentedSignature, "now")]
    [InlineData(DocumentedSignature, null)]
    public async Task Another_signature_or_another_time_proves_nothing(string signature, string? time)
    {
        await hub.StartAsync();
        using var response = await FormAsync(SlashCommand, signature, time);
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Empty(hub.Context.Events);
    }

    private Task<HttpResponseMessage> EventAsync(string body, params (string, string)[] more) =>
        hub.PostAsync("/webhook/slack", body, [("X-Slack-Request-Timestamp", Time), ("X-Slack-Signature", Sign(body)), .. more]);

    private Task<HttpResponseMessage> FormAsync(string form, string signature, string? time = Time) => hub.PostAsync(
        "/webhook/slack", new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        [.. time is null ? [] : new[] { ("X-Slack-Request-Timestamp", time) }, ("X-Slack-Signature", signature)]);

    private static string Sign(string body) => "v0=" + Signing.Hex(Secret, $"v0:{Time}:{body}");
}
