using Connectors.TestServers;

namespace Connectors.RabbitMq.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void The_defaults_are_without_fault() => Assert.Empty(new RabbitMqSettings { Url = "amqp://127.0.0.1" }.Faults());

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var settings = new RabbitMqSettings { Url = "http://x", Topics = ["orders", "^orders.*", ""], Order = (MessageOrder)7, MaxInflight = 0, PasswordFile = "p" };
        Assert.Equal(
            [
                "rabbitmq.url begins with http://, which is neither amqp:// nor amqps://; write for example amqp://127.0.0.1:5672",
                "rabbitmq.topics: '^orders.*' is a regular expression, which only Kafka topics can be",
                "rabbitmq.topics: a topic is empty",
                "rabbitmq.order must be none or queue; the default is none",
                "rabbitmq.max-inflight must be between 1 and 10000; the default is 64",
                "rabbitmq.password-file says a password, but rabbitmq.user no user; set both",
            ],
            settings.Faults());
    }

    [Theory]
    [InlineData("127.0.0.1:5672", "rabbitmq.url is no address of a RabbitMQ server; write for example amqp://127.0.0.1:5672")]
    [InlineData("amqp://", "rabbitmq.url is no address of a RabbitMQ server; write for example amqp://127.0.0.1:5672")]
    [InlineData("", "rabbitmq.url is no address of a RabbitMQ server; write for example amqp://127.0.0.1:5672")]
    [InlineData("amqp://a/b/c", "rabbitmq.url names a virtual host with '/' in it, which must be written %2F; write for example amqp://127.0.0.1:5672")]
    public void An_address_that_is_none_is_told(string url, string sentence) => Assert.Equal(sentence, Assert.Single(new RabbitMqSettings { Url = url }.Faults()));

    [Fact]
    public void So_is_more_at_a_time_than_AMQP_counts() => Assert.Single(new RabbitMqSettings { Url = "amqp://a", MaxInflight = 10_001 }.Faults());

    [Fact]
    public void Files_that_cannot_be_used_are_told_by_their_settings()
    {
        var password = new RabbitMqSettings { Url = "amqp://127.0.0.1", User = "hub", PasswordFile = "/no/such/file" };
        Assert.StartsWith("rabbitmq.password-file cannot be used:", Assert.Single(RabbitMqRegistration.Faults(password)), StringComparison.Ordinal);
        var authority = new RabbitMqSettings { Url = "amqps://127.0.0.1", TlsCaFile = "/no/such/file" };
        Assert.StartsWith("rabbitmq.tls-ca-file cannot be used:", Assert.Single(RabbitMqRegistration.Faults(authority)), StringComparison.Ordinal);
        using var files = new TempDirectory("rabbitmq-settings");
        File.WriteAllText(files.Below("empty.pem"), "nothing\n");
        authority.TlsCaFile = files.Below("empty.pem");
        Assert.Contains("holds no certificate", Assert.Single(RabbitMqRegistration.Faults(authority)), StringComparison.Ordinal);
    }
}
