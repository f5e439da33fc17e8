using System.Net;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Webhooks.Tests.Gitlab;

public sealed class GitlabTests : IAsyncDisposable
{
    private const string Token = "gl-s3cret";
    private const string SigningToken = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";
    private readonly FakeTimeProvider clock = new(DateTimeOffset.FromUnixTimeSeconds(1_750_000_000));
    private readonly HubFixture hub;

    public GitlabTests()
    {
        hub = new HubFixture { Time = clock };
        hub.Add("gitlab", "gitlab", Token);
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Theory]
    [InlineData("Push Hook", """{"object_kind":"push"}""", "gitlab.push", null)]
    [InlineData("Tag Push Hook", "{}", "gitlab.tag_push", null)]
    [InlineData("Merge Request Hook", """{"object_kind":"merge_request","object_attributes":{"id":7,"action":"open"}}""", "gitlab.merge_request.open", "gitlab.merge_request")]
    [InlineData("Confidential Issue Hook", """{"object_attributes":{"action":"close"}}""", "gitlab.confidential_issue.close", "gitlab.confidential_issue")]
    [InlineData("Release Hook", """{"action":"create"}""", "gitlab.release.create", "gitlab.release")]
    [InlineData("System Hook", """{"event_name":"project_create"}""", "gitlab.system.project_create", "gitlab.system")]
    [InlineData("System Hook", """{"object_kind":"merge_request"}""", "gitlab.system.merge_request", "gitlab.system")]
    [InlineData("Note Hook", """{"object_attributes":{"action":"two words"}}""", "gitlab.note", null)]
    [InlineData("Note Hook", "not JSON", "gitlab.note", null)]
    public async Task Events_are_called_after_their_header_and_their_action(string header, string body, string topic, string? also)
    {
        await hub.StartAsync();

        using var response = await DeliverAsync(body, ("X-Gitlab-Token", Token), ("X-Gitlab-Event", header), ("X-Gitlab-Instance", "https://gitlab.example"));

        await response.AcceptedAsync();
        var seen = hub.Context.Single;
        Assert.Equal(topic, seen.Topic);
        Assert.Equal(also is null ? [] : [also], seen.AlsoTopics);
        Assert.Equal("https://gitlab.example", seen.Headers.First("X-Gitlab-Instance"));
        Assert.Null(seen.Headers.First("X-Gitlab-Token"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("gl-s3cre")]
    [InlineData("gl-s3cretx")]
    [InlineData("GL-S3CRET")]
    public async Task Without_the_token_nobody_is_reached(string? token)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync("{}", [.. token is null ? [] : new[] { ("X-Gitlab-Token", token) }, ("X-Gitlab-Event", "Push Hook")]);
        Assert.Contains("X-Gitlab-Token", await response.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Empty(hub.Context.Events);
        Assert.DoesNotContain(hub.Logs, line => line.Contains(Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("f5e5f430-f57b-4e6e-9fac-d9128cd7232f", null, "gitlab/push/f5e5f430-f57b-4e6e-9fac-d9128cd7232f")]
    [InlineData(null, "13792a34-cac6-4fda-95a8-c58e00a3954e", "gitlab/push/13792a34-cac6-4fda-95a8-c58e00a3954e")]
    [InlineData("key", "uuid", "gitlab/push/key")]
    [InlineData(null, null, null)]
    public async Task The_key_of_retries_is_the_id_and_without_it_the_event_s_UUID(string? key, string? uuid, string? id)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync(
            "{}",
            [
                ("X-Gitlab-Token", Token), ("X-Gitlab-Event", "Push Hook"), .. key is null ? [] : new[] { ("Idempotency-Key", key) },
                .. uuid is null ? [] : new[] { ("X-Gitlab-Event-UUID", uuid) },
            ]);
        await response.AcceptedAsync();
        Assert.Equal(id, hub.Context.Single.Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Push")]
    [InlineData(" Hook")]
    [InlineData("A.b Hook")]
    public async Task A_missing_or_odd_event_is_malformed(string? header)
    {
        await hub.StartAsync();
        using var response = await DeliverAsync("{}", [("X-Gitlab-Token", Token), .. header is null ? [] : new[] { ("X-Gitlab-Event", header) }]);
        Assert.Contains("X-Gitlab-Event", await response.RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signing_token_is_checked_as_a_signature_and_never_taken_as_a_plain_token()
    {
        hub.WriteSecret("gitlab", SigningToken);
        await hub.StartAsync();

        using var signed = await DeliverAsync("{}", Signed("{}", clock.GetUtcNow()));
        using var shown = await DeliverAsync("{}", ("X-Gitlab-Token", SigningToken), ("X-Gitlab-Event", "Push Hook"));
        using var stale = await DeliverAsync("{}", Signed("{}", clock.GetUtcNow().AddMinutes(-6)));
        using var other = await DeliverAsync("{ }", Signed("{}", clock.GetUtcNow()));

        await signed.AcceptedAsync();
        await shown.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Contains("tolerance", await stale.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Contains("changed the body", await other.RefusedAsync(HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Equal("gitlab/push/id-1", hub.Context.Single.Id);
    }

    [Fact]
    public async Task While_moving_to_a_signing_token_both_proofs_are_good()
    {
        hub.WriteSecret("gitlab", $"{Token}\n{SigningToken}");
        await hub.StartAsync();
        using var signed = await DeliverAsync("{}", Signed("{}", clock.GetUtcNow()));
        using var plain = await DeliverAsync("{}", ("X-Gitlab-Token", Token), ("X-Gitlab-Event", "Push Hook"));
        await signed.AcceptedAsync();
        await plain.AcceptedAsync();
    }

    private static (string, string)[] Signed(string body, DateTimeOffset at)
    {
        var key = Convert.FromBase64String(SigningToken["whsec_".Length..]);
        return
        [
            ("X-Gitlab-Event", "Push Hook"), ("Idempotency-Key", "id-1"), ("webhook-id", "id-1"), ("webhook-timestamp", at.Seconds()),
            ("webhook-signature", "v1," + Signing.Base64(key, $"id-1.{at.Seconds()}.{body}")),
        ];
    }

    private Task<HttpResponseMessage> DeliverAsync(string body, params (string, string)[] headers) => hub.PostAsync("/webhook/gitlab", body, headers);
}
