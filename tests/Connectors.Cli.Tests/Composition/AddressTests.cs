using Connectors.Cli.Commands;
using Connectors.Cli.Composition;

namespace Connectors.Cli.Tests.Composition;

/// <summary>What is wrong with addresses, or unwise, whatever setting they stand in.</summary>
public sealed class AddressTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        folder.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task A_port_that_cannot_be_is_named_once_for_each_setting()
    {
        var faults = await FaultsAsync(
            """
            gateway: { listen: "127.0.0.1:99999", metrics-listen: "127.0.0.1:99999" }
            queue: { kind: jetstream, url: "nats://127.0.0.1:4222,127.0.0.1:99999" }
            mqtt: { url: "mqtt://127.0.0.1:99999" }
            nats: { url: "nats://127.0.0.1:99999" }
            rabbitmq: { url: "amqp://127.0.0.1:99999" }
            kafka: { bootstrap-servers: "127.0.0.1:99999" }
            tracing: { otlp-endpoint: "http://127.0.0.1:99999" }
            """,
            "up", "--mqtt-broker", "127.0.0.1:99999");

        string[] settings = ["gateway.listen", "gateway.metrics-listen", "queue.url", "mqtt.url", "nats.url", "rabbitmq.url", "kafka.bootstrap-servers", "tracing.otlp-endpoint", "--mqtt-broker"];
        Assert.All(settings, setting => Assert.Contains("names port 99999", Assert.Single(faults, fault => fault.Contains($" {setting}", StringComparison.Ordinal))));
        Assert.Equal(settings.Length, faults.Length);
    }

    [Fact]
    public async Task An_address_and_a_file_are_looked_at_whatever_is_wrong_elsewhere()
    {
        var faults = await FaultsAsync(
            """
            nats: { url: "foo:bar" }
            mqtt: { url: "mqtt://127.0.0.1", tls-ca-file: absent.pem, user: hub, password-file: absent }
            worker: { max-inflight: -1 }
            """,
            "up");

        foreach (var key in new[] { "nats.url", "mqtt.", "worker.max-inflight" })
            Assert.Contains(faults, fault => fault.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_port_of_a_gateway_too() =>
        Assert.Contains("--gateway: 'http://127.0.0.1:99999' names port 99999", Assert.Single(await FaultsAsync("", "connect", "cron", "--gateway", "http://127.0.0.1:99999")));

    [Fact]
    public async Task A_password_in_an_address_is_one_note_that_names_the_safer_setting_and_not_the_password()
    {
        await FaultsAsync(
            """
            nats: { url: "nats://hub:hunter2@127.0.0.1:4222,nats://hub:hunter2@127.0.0.2:4222" }
            mqtt: { url: "mqtt://hub@127.0.0.1" }
            worker: { max-inflight: none }
            """,
            "up", "--nats", "nats://hub:hunter2@127.0.0.1:4222");

        var notes = error.ToString().Split('\n').Where(line => line.StartsWith("note: ", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            notes,
            note => Assert.StartsWith("note: --nats: queue.url carries a password", note),
            note => Assert.StartsWith($"note: {folder.Path}/c.yml:1: nats.url carries a password", note));
        Assert.All(notes, note => Assert.Contains(".password-file, with ", note));
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    private async Task<string[]> FaultsAsync(string config, params string[] arguments)
    {
        folder.Write("c.yml", config);
        var surroundings = new CommandSurroundings(folder.Path, new Dictionary<string, string>(), TextWriter.Null, error);
        var tree = new CommandTree(new Hub(TextWriter.Null), surroundings);
        Assert.Equal(2, await tree.RunAsync([.. arguments, "--data", folder.Path, "--config", "c.yml"], TestContext.Current.CancellationToken));
        return [.. error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("  ", StringComparison.Ordinal))];
    }
}
