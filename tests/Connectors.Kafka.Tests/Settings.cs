using Connectors.Kafka.Starting;

namespace Connectors.Kafka.Tests;

/// <summary>What can be set, and what is said of what cannot.</summary>
public sealed class Settings
{
    [Theory]
    [InlineData("enable.auto.commit", "kafka.enable.auto.commit cannot be set")]
    [InlineData("ENABLE_AUTO_OFFSET_STORE", "kafka.ENABLE_AUTO_OFFSET_STORE cannot be set")]
    [InlineData("partition-assignment-strategy", "kafka.partition-assignment-strategy cannot be set")]
    [InlineData("group.id", "is written kafka.group-id")]
    [InlineData("bootstrap.servers-file", "is written kafka.bootstrap-servers")]
    public void Properties_that_would_break_a_promise_are_refused(string name, string sentence) =>
        Assert.Contains(sentence, Assert.Single(With((name, "x")).Faults()), StringComparison.Ordinal);

    [Theory]
    [InlineData("security.protokoll", "ssl", "security.protokoll")]
    [InlineData("security.protocol", "tls", "security.protocol")]
    [InlineData("session.timeout.ms", "long", "session.timeout.ms")]
    [InlineData("ssl.ca.location", "/no/such/ca.pem", "ssl.ca.location")]
    [InlineData("sasl.password-file", "/no/such/file", "/no/such/file")]
    public void Properties_that_the_client_cannot_use_are_named(string name, string value, string named)
    {
        var settings = name.StartsWith("ssl", StringComparison.Ordinal) ? With((name, value), ("security.protocol", "ssl")) : With((name, value));
        Assert.Empty(settings.Faults());
        Assert.Contains(named, Assert.Single(KafkaRegistration.Faults(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var settings = new KafkaSettings { BootstrapServers = "kafka://", GroupId = "", AutoOffsetReset = "yesterday", Topics = ["a b"], MaxInflight = 0, Order = (KafkaOrder)7 };
        Assert.Equal(
            ["kafka.bootstrap-servers", "kafka.group-id", "kafka.auto-offset-reset", "kafka.topics:", "kafka.order", "kafka.max-inflight"],
            settings.Faults().Select(fault => fault.Split(' ')[0]));
    }

    [Theory]
    [InlineData("127.0.0.1:9092", true)]
    [InlineData("a:1, b:2,[::1]:9092", true)]
    [InlineData("SASL_SSL://broker.example.org:9093", true)]
    [InlineData("", false)]
    [InlineData("a:1,,b:2", false)]
    [InlineData("http://a/b", false)]
    [InlineData("a:port", false)]
    public void Addresses_are_looked_at(string addresses, bool legal) =>
        Assert.Equal(legal, !new KafkaSettings { BootstrapServers = addresses }.Faults().Any());

    [Fact]
    public void Secrets_are_read_from_files_and_spellings_are_one()
    {
        var properties = Configuration.ConsumerProperties.Of(With(("SASL_PASSWORD_FILE", "secret"), ("sasl-username", "hub"), ("Fetch.Wait.Max.Ms", "50")), name =>
        {
            var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-{name}");
            File.WriteAllText(path, "word\n");
            return path;
        });
        Assert.Equal(("word", "hub", "50"), (properties["sasl.password"], properties["sasl.username"], properties["fetch.wait.max.ms"]));
        Assert.Equal(("true", "false", "cooperative-sticky"), (properties["enable.auto.commit"], properties["enable.auto.offset.store"], properties["partition.assignment.strategy"]));
    }

    [Theory]
    [InlineData("latest", "latest")]
    [InlineData("Earliest", "earliest")]
    [InlineData("oldest", "earliest")]
    [InlineData("2026-01-31T08:00:00Z", "earliest")]
    public void Starts_are_read(string text, string fallback) => Assert.Equal(fallback, StartPosition.Parse(text)!.Fallback);

    private static KafkaSettings With(params (string Name, string Value)[] properties) => new()
    {
        BootstrapServers = "127.0.0.1:9092",
        Properties = properties.ToDictionary(pair => pair.Name, pair => pair.Value),
    };
}
