using System.Net;
using Connectors.Providers.Faasd.Companions;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Tests.Companions;

public sealed class ComposeFileTests
{
    private const string Host = """
        version: "3.7"
        services:
          gateway:
            image: ghcr.io/openfaas/gateway:0.27.13
            environment:
              - basic_auth=true
            depends_on: [nats, prometheus]
            ports:
              - "8080:8080"
          prometheus:
            image: docker.io/prom/prometheus:v3.7.3
            user: "65534"
            volumes:
              - type: bind
                source: ./prometheus.yml
                target: /etc/prometheus/prometheus.yml
            cap_add:
              - CAP_NET_RAW
            depends_on:
              - gateway
              - nats
            ports:
              - "127.0.0.1:9090:9090"
          nats:
            image: docker.io/library/nats-streaming:0.25.6${ARCH_SUFFIX}
            command:
              - "/nats-streaming-server"
              - "-m"
              - "8222"
            restart: always
        """;

    [Fact]
    public void The_file_of_a_host_of_functions_is_read_in_the_order_of_starting()
    {
        var reading = ComposeUnderTest.Read(Host);

        Assert.Empty(reading.Faults);
        Assert.Equal(["nats", "prometheus"], reading.Companions.Select(companion => companion.Name));
        var (nats, prometheus) = (reading.Companions[0], reading.Companions[1]);
        Assert.Equal("docker.io/library/nats-streaming:0.25.6-arm64", nats.Image);
        Assert.Equal(["/nats-streaming-server", "-m", "8222"], nats.Command);
        Assert.Equal("65534", prometheus.User);
        Assert.Equal(["CAP_NET_RAW"], prometheus.AddedCapabilities);
        Assert.Equal(["nats"], prometheus.DependsOn);
        Assert.Equal([new BindMount("/var/lib/faasd/prometheus.yml", "/etc/prometheus/prometheus.yml", ReadOnly: false)], prometheus.Binds);
        Assert.Equal([new CompanionPort(IPAddress.Loopback, 9090, 9090)], prometheus.Ports);
    }

    [Fact]
    public void What_the_hub_does_itself_is_not_started_and_that_is_told() =>
        Assert.Equal("docker-compose.yaml:4: services.gateway.image: is not started: the hub is the gateway", Assert.Single(ComposeUnderTest.Read(Host).Remarks));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_line()
    {
        var reading = ComposeUnderTest.Read("""
            services:
              Nats_1:
                image: nats
                ports: ["99999:1"]
                depends_on: [nobody]
              other:
                privileged: true
            """);

        Assert.Empty(reading.Companions);
        Assert.Collection(reading.Faults,
            fault => Assert.StartsWith("docker-compose.yaml:3: services.Nats_1.image: the name of a service 'Nats_1' is not valid", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("docker-compose.yaml:4: services.Nats_1.ports: '99999:1' is not a pair of ports", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("docker-compose.yaml:7: services.other.privileged: is not understood here", fault, StringComparison.Ordinal),
            fault => Assert.Equal("docker-compose.yaml:7: services.other.image: is missing; name the image to run", fault),
            fault => Assert.Equal("docker-compose.yaml:5: services.Nats_1.depends_on: there is no service 'nobody'; name one that there is, or take it out", fault));
    }

    [Theory]
    [InlineData("", "a compose file is a mapping with 'services'")]
    [InlineData("- a\n", "a compose file is a mapping with 'services'")]
    [InlineData("version: '3'\n", "there are no services")]
    [InlineData("services: [a]\n", "services: must be a mapping")]
    [InlineData("services:\n  a: b\n", "services.a: must be a mapping with at least 'image'")]
    [InlineData("services: {a: {image: x}, a: {image: y}}\n", "not valid YAML")]
    [InlineData("services: {a: *nothing}\n", "not valid YAML")]
    [InlineData("services: {", "not valid YAML")]
    public void A_file_that_is_none_is_told(string text, string expected) => Assert.Contains(expected, Assert.Single(ComposeUnderTest.Read(text).Faults), StringComparison.Ordinal);

    [Fact]
    public void A_file_without_bottom_or_end_is_refused()
    {
        Assert.Contains("nested deeper", Assert.Single(ComposeUnderTest.Read(new string('[', 200_000)).Faults), StringComparison.Ordinal);
        Assert.Contains("or longer", Assert.Single(ComposeUnderTest.Read("[" + string.Concat(Enumerable.Repeat("a,", 100_000)) + "]").Faults), StringComparison.Ordinal);
        Assert.Contains("longer than 1 MiB", Assert.Single(ComposeUnderTest.Read(new string(' ', 2 << 20)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void What_several_share_may_be_written_once()
    {
        var reading = ComposeUnderTest.Read("""
            x-shared: &shared
              restart: "no"
              user: "1"
            services:
              a:
                <<: *shared
                image: a
                user: "2"
            """);

        Assert.Empty(reading.Faults);
        Assert.Equal(("2", CompanionRestart.Never), (reading.Companions[0].User, reading.Companions[0].Restart));
    }

    [Fact]
    public void Two_cannot_have_the_same_port()
    {
        var reading = ComposeUnderTest.Read("services: {a: {image: a, ports: ['127.0.0.1:80:80']}, b: {image: b, ports: ['80:8080']}, c: {image: c, ports: ['127.0.0.2:80:80']}}");

        Assert.Contains("services.b.ports: port 80 of this machine belongs to 'a' already", reading.Faults[0], StringComparison.Ordinal);
        Assert.Contains("services.c.ports: port 80 of this machine belongs to 'b' already", reading.Faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_wanted_is_not_started_nor_waited_for()
    {
        var reading = ComposeUnderTest.Read("services: {a: {image: a, deploy: {replicas: 0}}, b: {image: b, depends_on: [a]}}");

        Assert.Empty(reading.Faults);
        Assert.Empty(Assert.Single(reading.Companions).DependsOn);
    }
}
