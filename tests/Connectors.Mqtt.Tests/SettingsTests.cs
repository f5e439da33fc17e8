namespace Connectors.Mqtt.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void The_defaults_are_without_fault() => Assert.Empty(new MqttSettings { Url = "mqtt://127.0.0.1" }.Faults());

    [Fact]
    public void Everything_that_is_wrong_is_told_with_its_key()
    {
        var settings = new MqttSettings
        {
            Url = "http://x",
            Topics = ["a/#/b"],
            Protocol = "4",
            Qos = 3,
            ClientId = "a b",
            Group = "a/b",
            SessionExpiry = TimeSpan.FromSeconds(-1),
            ContentType = "",
            MaxInflight = 0,
            KeepAlive = TimeSpan.Zero,
            PasswordFile = "p",
            TlsCertFile = "c",
        };

        string[] keys = ["mqtt.url", "mqtt.topics:", "mqtt.protocol", "mqtt.qos", "mqtt.client-id", "mqtt.group", "mqtt.session-expiry", "mqtt.content-type", "mqtt.max-inflight", "mqtt.keep-alive", "mqtt.password-file", "mqtt.tls-cert-file"];
        Assert.Equal(keys, settings.Faults().Select(fault => fault.Split(' ')[0]));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault_of_its_setting()
    {
        var settings = new MqttSettings { Url = "mqtts://127.0.0.1", TlsCaFile = "/no/such/file" };
        Assert.StartsWith("mqtt.tls-ca-file cannot be used:", Assert.Single(MqttRegistration.Faults(settings)), StringComparison.Ordinal);
    }
}
