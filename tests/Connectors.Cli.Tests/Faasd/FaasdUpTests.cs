using Connectors.Cli.Commands;
using Connectors.Cli.Faasd;
using Connectors.Cli.Tests.Commands;

namespace Connectors.Cli.Tests.Faasd;

public sealed class FaasdUpTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly Dictionary<string, string> environment = [];
    private readonly RecordingHub hub = new();

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task It_runs_everything_with_functions_in_containers_and_the_services_of_the_file()
    {
        folder.Write("c/docker-compose.yaml", "services: { nats: { image: \"nats:${TAG}\" }, gateway: { image: \"ghcr.io/openfaas/gateway:1\" }, top: { image: x, depends_on: [nats] } }");
        environment["TAG"] = "2";

        Assert.Equal(0, await Run("-f", "c/docker-compose.yaml", "--listen", "127.0.0.1:9"));

        var options = hub.Ran!;
        Assert.Equal((HubRole.Up, "faasd", "127.0.0.1:9", "/var/lib/connectors"), (options.Role, options.Settings.Text("provider"), options.Settings.Text("gateway.listen"), options.DataDirectory));
        Assert.Equal(["nats", "top"], options.Companions!.Names);
        Assert.Contains("note: docker-compose.yaml:1: services.gateway.image: is not started: the hub is the gateway", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_file_of_the_folder_is_not_deployed()
    {
        folder.Write("stack.yml", "provider: { name: openfaas }");
        folder.Write("docker-compose.yaml", "services: { a: { image: x } }");

        Assert.Equal(0, await Run("-f", "docker-compose.yaml"));

        Assert.Null(hub.Ran!.StackPath);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_file_and_the_settings_is_told_at_once()
    {
        folder.Write("docker-compose.yaml", $$"""
            services:
              one: { image: x, depends_on: [nobody] }
              two: { command: y }
              three: { image: x, volumes: ["./missing:/data"], ports: ["127.0.0.1:8080:80"] }
              gateway: { image: nginx }
            """);

        Assert.Equal(2, await Run("-f", "docker-compose.yaml", "--listen", "nowhere"));

        var said = error.ToString();
        Assert.Contains("docker-compose.yaml:2: services.one.depends_on: there is no service 'nobody'", said, StringComparison.Ordinal);
        Assert.Contains("docker-compose.yaml:3: services.two.image: is missing", said, StringComparison.Ordinal);
        Assert.Contains($"docker-compose.yaml:4: services.three.volumes: there is no '{folder.Path}/missing' on this machine; make the folder", said, StringComparison.Ordinal);
        Assert.Contains("docker-compose.yaml:5: services.gateway.image: 'gateway' is the name by which containers reach this machine", said, StringComparison.Ordinal);
        Assert.Null(hub.Ran);
    }

    [Fact]
    public async Task A_port_of_the_hub_itself_cannot_be_a_service_s()
    {
        folder.Write("docker-compose.yaml", "services: { web: { image: x, ports: [\"8080:80\"] } }");

        Assert.Equal(2, await Run("-f", "docker-compose.yaml", "--listen", "127.0.0.1:8080"));

        Assert.Contains("services.web.ports: port 8080 is the hub's own (gateway.listen)", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.yaml")]
    [InlineData("/dev/zero")]
    public async Task A_file_that_cannot_be_read_is_named(string file)
    {
        Assert.Equal(2, await Run("-f", file));

        Assert.Contains(Path.GetFileName(file), error.ToString(), StringComparison.Ordinal);
        Assert.Null(hub.Ran);
    }

    [Fact]
    public async Task Credentials_of_faasd_beside_the_file_go_on()
    {
        folder.Write("docker-compose.yaml", "services: { a: { image: x } }");
        Assert.Equal(0, await Run("-f", "docker-compose.yaml"));
        Assert.Null(hub.Ran!.Variable("basic_auth"));
        Assert.Equal("/data/secrets/basic-auth-password", FaasdLogIn.PasswordFile("/data", $"{folder.Path}/docker-compose.yaml"));

        folder.Write("secrets/basic-auth-user", "admin");
        folder.Write("secrets/basic-auth-password", "old");
        Assert.Equal(0, await Run("-f", "docker-compose.yaml"));

        Assert.Equal(("true", $"{folder.Path}/secrets"), (hub.Ran!.Variable("basic_auth"), hub.Ran.Variable("secret_mount_path")));
        Assert.Equal($"{folder.Path}/secrets/basic-auth-password", FaasdLogIn.PasswordFile("/data", $"{folder.Path}/docker-compose.yaml"));
    }

    private Task<int> Run(params string[] arguments) =>
        new CommandTree(hub, new CommandSurroundings(folder.Path, environment, output, error)).RunAsync(["faasd", "up", .. arguments], TestContext.Current.CancellationToken);
}
