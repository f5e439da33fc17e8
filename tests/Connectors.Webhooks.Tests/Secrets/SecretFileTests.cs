using System.Text;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Webhooks.Tests.Secrets;

public sealed class SecretFileTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    private string FilePath => Path.Combine(hub.SecretsDirectory, "github");

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public void Lines_are_secrets_whatever_ends_them()
    {
        File.WriteAllText(FilePath, "\n first \r\nsecond");
        var reading = new SecretFile(FilePath, TimeProvider.System).Read();
        Assert.Null(reading.Fault);
        Assert.Equal(["first", "second"], reading.Secrets.Select(secret => Encoding.UTF8.GetString(secret.Bytes)));
        Assert.Equal(["(secret)", "(secret)"], reading.Secrets.Select(secret => secret.ToString()));
    }

    [Fact]
    public void A_file_that_has_settled_is_not_read_again_and_one_that_changed_is()
    {
        var clock = new FakeTimeProvider(File.GetLastWriteTimeUtc(FilePath).AddMinutes(1));
        var file = new SecretFile(FilePath, clock);
        var first = file.Read();
        Assert.Same(first, file.Read());

        hub.WriteSecret("github", "longer than before, by all means");
        Assert.NotSame(first, file.Read());
    }

    [Fact]
    public void A_file_written_twice_in_one_moment_is_not_taken_for_unchanged()
    {
        var moment = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var file = new SecretFile(FilePath, new FakeTimeProvider(new DateTimeOffset(moment.AddSeconds(1))));
        Write("aaa");
        Assert.True(Assert.Single(file.Read().Secrets).IsPresentedAs("aaa"));
        Write("bbb");
        Assert.True(Assert.Single(file.Read().Secrets).IsPresentedAs("bbb"));

        void Write(string secret)
        {
            File.WriteAllText(FilePath, secret);
            File.SetLastWriteTimeUtc(FilePath, moment);
        }
    }

    [Fact]
    public void A_secret_too_long_to_be_one_is_refused()
    {
        File.WriteAllText(FilePath, new string('s', 513));
        Assert.Contains("512", new SecretFile(FilePath, TimeProvider.System).Read().Fault, StringComparison.Ordinal);
        File.WriteAllText(FilePath, new string('s', 9000));
        Assert.Contains("too large", new SecretFile(FilePath, TimeProvider.System).Read().Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_its_file_is_unusable_a_source_keeps_its_secret_and_shows_the_fault()
    {
        await hub.StartAsync();
        File.Delete(FilePath);
        for (var i = 0; i < 2; i++)
            await DeliverAsync();

        var fault = Assert.Single(hub.Context.Faults.All);
        Assert.Equal("webhooks.github.secret-file", fault.Subject);
        Assert.Single(hub.Logs, line => line.StartsWith("Error", StringComparison.Ordinal));

        hub.WriteSecret("github", HubFixture.Secret);
        await DeliverAsync();
        Assert.Empty(hub.Context.Faults.All);
    }

    private async Task DeliverAsync()
    {
        var signature = GithubSignature.Of(HubFixture.Secret, "{}"u8);
        using var response = await hub.PostAsync("/webhook/github", "{}", ("X-GitHub-Event", "push"), (GithubSignature.Header, signature));
        await response.AcceptedAsync();
    }
}
