using Connectors.Cli.Settings;

namespace Connectors.Cli.Tests.Settings;

public sealed class OpenFaasVariablesTests
{
    [Theory]
    [InlineData("faas_nats_address=nats", "nats://nats:4222")]
    [InlineData("faas_nats_address=10.0.0.7 faas_nats_port=4333", "nats://10.0.0.7:4333")]
    [InlineData("nats_host=nats.openfaas nats_port=4223", "nats://nats.openfaas:4223")]
    [InlineData("faas_nats_address=nats nats_host=other", "nats://nats:4222")]
    [InlineData("faas_nats_address=nats CONNECTORS_QUEUE__URL=nats://mine:1", "nats://mine:1")]
    public void The_server_of_the_queue_is_where_OpenFaaS_has_it(string variables, string url)
    {
        var queue = Load(variables).Get<QueueKindSettings>();

        Assert.Equal(("jetstream", url), (queue.Kind, queue.Url));
    }

    [Theory]
    [InlineData("faas_nats_port=4222")]
    [InlineData("faas_nats_address=")]
    public void Without_an_address_the_queue_is_the_embedded_one(string variables)
    {
        var settings = Load(variables);

        Assert.Equal(("sqlite", null), (settings.Get<QueueKindSettings>().Kind, settings.Get<QueueKindSettings>().Url));
        Assert.Empty(settings.Faults);
    }

    [Fact]
    public void What_is_no_port_is_told()
    {
        var fault = Assert.Single(Load("faas_nats_address=nats faas_nats_port=99999").Faults);

        Assert.StartsWith("queue.url", fault.What, StringComparison.Ordinal);
        Assert.Equal("faas_nats_address", fault.Where);
    }

    [Fact]
    public void Variables_without_effect_are_told_with_what_there_is_instead()
    {
        var remark = Assert.Single(OpenFaasVariables.Remarks(Environment("auth_proxy_url=http://auth/ upstream_timeout=5s max_idle_conns=")));

        Assert.Equal(("auth_proxy_url", "it has no effect here: the routes of /system ask for the gateway's own credentials, or for tokens of oidc.issuer"), (remark.Where, remark.What));
    }

    private static LoadedSettings Load(string variables) => SettingsLoader.Load(
        [typeof(QueueKindSettings)], new SettingSources { Flags = [], Environment = Environment(variables), ConfigFile = null, DataDirectory = "/nowhere" });

    private static Dictionary<string, string> Environment(string variables) =>
        variables.Split(' ').Select(variable => variable.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
}
