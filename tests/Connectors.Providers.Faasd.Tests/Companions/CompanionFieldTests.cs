using Connectors.Providers.Faasd.Companions;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Tests.Companions;

public sealed class CompanionFieldTests
{
    [Theory]
    [InlineData("command: [a, 'b c', 1]", "a|b c|1")]
    [InlineData("command: a 'b c' \"d\\\"e\" f\\ g ''", "a|b c|d\"e|f g|")]
    [InlineData("entrypoint: /bin/x -y\ncommand: [z]", "/bin/x|-y|z")]
    [InlineData("command:", "")]
    public void A_command_is_a_list_or_a_text(string fields, string expected) => Assert.Equal(expected, string.Join('|', ComposeUnderTest.One(fields).Command));

    [Theory]
    [InlineData("environment: [a=1, b=x=y, TAG, UNSET]", "TAG=2.9 a=1 b=x=y")]
    [InlineData("environment: {a: 1, b: true, TAG: , c: ''}", "TAG=2.9 a=1 b=true c=")]
    [InlineData("env_file: nats.env\nenvironment: {level: 2}", "level=2 name=x quoted=a b")]
    [InlineData("env_file: [./nats.env, {path: none.env, required: false}]", "level=1 name=x quoted=a b")]
    public void The_environment_is_a_list_a_mapping_or_files(string fields, string expected) =>
        Assert.Equal(expected, string.Join(' ', ComposeUnderTest.One(fields).Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}")));

    [Theory]
    [InlineData("nats:${TAG}", "nats:2.9")]
    [InlineData("nats:$TAG-x", "nats:2.9-x")]
    [InlineData("nats:${UNSET:-3}", "nats:3")]
    [InlineData("nats:${EMPTY:-3}", "nats:3")]
    [InlineData("nats:${EMPTY-3}", "nats:")]
    [InlineData("nats:${UNSET-3}", "nats:3")]
    [InlineData("nats:${TAG:?say which}", "nats:2.9")]
    [InlineData("nats:$${TAG}", "nats:${TAG}")]
    [InlineData("nats${ARCH_SUFFIX}", "nats-arm64")]
    public void Variables_are_put_in(string written, string expected) => Assert.Equal(expected, ComposeUnderTest.One($"user: '{written}'").User);

    [Theory]
    [InlineData("user: '${TAG'", "services.nats.user: '${TAG': '${' is not closed by '}'")]
    [InlineData("user: '${UNSET:?say which}'", "services.nats.user: '${UNSET:?say which}': the variable UNSET must be set: say which")]
    [InlineData("user: 'a$'", "services.nats.user: 'a$': ends in '$'; write $$ for a dollar")]
    [InlineData("user: '$1'", "services.nats.user: '$1': '$1' names no variable; write $$ for a dollar")]
    [InlineData("user: '${TAG/a/b}'", "services.nats.user: '${TAG/a/b}': '${TAG/a/b}' is not understood; of such forms there are ${NAME:-default} and ${NAME:?sentence}")]
    [InlineData("user: [a]", "services.nats.user: must be a single text")]
    [InlineData("command: \"a 'b\"", "services.nats.command: the quote ' is not closed")]
    [InlineData("environment: a", "services.nats.environment: must be a list of NAME=value, or a mapping")]
    [InlineData("environment: ['=x']", "services.nats.environment: '' is not a variable; write NAME=value")]
    [InlineData("env_file: none.env", "services.nats.env_file: there is no file 'none.env'; make it, or leave it out")]
    [InlineData("env_file: bad.env", "services.nats.env_file: line 2 of 'bad.env' is not NAME=value")]
    [InlineData("cap_add: [ALL]", "services.nats.cap_add: 'ALL' is not a capability; name each one that is needed, for example CAP_NET_RAW")]
    [InlineData("restart: sometimes", "services.nats.restart: 'sometimes' is not known; there are always, unless-stopped, on-failure and \"no\"")]
    [InlineData("deploy: {replicas: 3}", "services.nats.deploy.replicas: '3' is not possible: a companion runs once, or not at all (0)")]
    [InlineData("read_only: maybe", "services.nats.read_only: must be true or false, not 'maybe'")]
    [InlineData("mem_limit: lots", "services.nats.mem_limit: 'lots' is not a size; write for example 500M or 1G")]
    [InlineData("cpus: all", "services.nats.cpus: 'all' is not a number of processors; write for example 0.5")]
    [InlineData("build: .", "services.nats.build: is not understood here, and to run without it could mean something else; take it out")]
    public void What_cannot_be_is_told_with_the_remedy(string fields, string expected) => Assert.Equal(expected, Assert.Single(ComposeUnderTest.Faults(fields)));

    [Theory]
    [InlineData("'4222:4222'", "0.0.0.0 4222 4222")]
    [InlineData("127.0.0.1:80:8080/tcp", "127.0.0.1 80 8080")]
    [InlineData("'[::1]:80:8080'", "::1 80 8080")]
    [InlineData("{target: 80, published: 8080, host_ip: 127.0.0.1, protocol: tcp}", "127.0.0.1 8080 80")]
    public void Ports_are_led_from_the_machine(string written, string expected)
    {
        var port = Assert.Single(ComposeUnderTest.One($"ports: [{written}]").Ports);

        Assert.Equal(expected, $"{port.HostAddress} {port.HostPort} {port.ContainerPort}");
    }

    [Theory]
    [InlineData("'80'", "names no port of the machine; write 80:80")]
    [InlineData("'53:53/udp'", "only TCP")]
    [InlineData("'8000-8010:80'", "is a range")]
    [InlineData("'0:80'", "is not a pair of ports")]
    [InlineData("'somewhere:80:80'", "'somewhere' is not an address of this machine")]
    [InlineData("':80'", "is not a pair of ports")]
    [InlineData("'80:'", "is not a pair of ports")]
    [InlineData("{target: 80}", "is not a pair of ports")]
    [InlineData("[1]", "must be a single text")]
    public void Ports_that_cannot_be_are_refused(string written, string expected) =>
        Assert.Contains(expected, Assert.Single(ComposeUnderTest.Faults($"ports: [{written}]")), StringComparison.Ordinal);

    [Theory]
    [InlineData("./data:/data", "/var/lib/faasd/data", "/data", false)]
    [InlineData("../data/x:/data:ro", "/var/lib/data/x", "/data", true)]
    [InlineData("/etc/x:/etc/x:ro,z", "/etc/x", "/etc/x", true)]
    [InlineData("{type: bind, source: ./a, target: /b, read_only: true}", "/var/lib/faasd/a", "/b", true)]
    public void Volumes_are_places_of_the_machine(string written, string source, string target, bool isReadOnly) =>
        Assert.Equal([new BindMount(source, target, isReadOnly)], ComposeUnderTest.One($"volumes:\n  - {written}").Binds);

    [Theory]
    [InlineData("data:/data", "write ./data for a folder beside the file")]
    [InlineData("./data", "is not understood")]
    [InlineData("./data:data", "must lead to an absolute path")]
    [InlineData("./data:/a/../..", "must lead to an absolute path")]
    [InlineData("./data:/", "must lead to an absolute path")]
    [InlineData("./data:/data:rwx", "has the option 'rwx'")]
    [InlineData("{type: volume, source: data, target: /data}", "'volume' is not a type of volume here; use type: bind")]
    [InlineData("{type: bind, target: /data}", "does not begin with a path of this machine")]
    public void Volumes_that_cannot_be_are_refused(string written, string expected) =>
        Assert.Contains(expected, Assert.Single(ComposeUnderTest.Faults($"volumes:\n  - {written}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("", CompanionRestart.Always)]
    [InlineData("restart: unless-stopped", CompanionRestart.Always)]
    [InlineData("restart: on-failure:3", CompanionRestart.OnFailure)]
    [InlineData("restart: 'no'", CompanionRestart.Never)]
    [InlineData("restart: no", CompanionRestart.Never)]
    public void One_that_ends_is_started_again_unless_told_otherwise(string fields, object expected) => Assert.Equal(expected, ComposeUnderTest.One(fields).Restart);

    [Theory]
    [InlineData("deploy: {resources: {limits: {memory: 500M, cpus: '0.5'}}}", "524288000", "0.5")]
    [InlineData("mem_limit: 64m\ncpus: 2", "67108864", "2")]
    [InlineData("mem_limit: 1.5g", "1610612736", null)]
    public void Limits_are_taken_over(string fields, string memory, string? cpu)
    {
        var limits = ComposeUnderTest.One(fields).Limits!;

        Assert.Equal((memory, cpu), (limits.Memory, limits.Cpu));
    }

    [Fact]
    public void Capabilities_are_named_with_or_without_their_beginning() =>
        Assert.Equal(["CAP_NET_RAW", "CAP_SYS_TIME"], ComposeUnderTest.One("cap_add: [net_raw, CAP_NET_RAW, SYS_TIME]").AddedCapabilities);

    [Fact]
    public void What_has_no_effect_is_remarked_on() =>
        Assert.Equal("docker-compose.yaml:4: services.a.healthcheck: has no effect here", Assert.Single(ComposeUnderTest.Read("services:\n  a:\n    image: a\n    healthcheck: {test: x}\n").Remarks));

    [Fact]
    public void A_companion_is_something_to_run()
    {
        var workload = ComposeUnderTest.One("command: [x]\nuser: '5'\nread_only: true\nenvironment: [a=1]\ncap_add: [KILL]\nmem_limit: 64m").ToWorkload();

        Assert.Equal(("nats:2", "5", true, "67108864"), (workload.Image, workload.User, workload.ReadOnlyRoot, workload.Limits?.Memory));
        Assert.Equal(["x"], workload.Command);
        Assert.Equal("1", workload.Variables["a"]);
    }
}
