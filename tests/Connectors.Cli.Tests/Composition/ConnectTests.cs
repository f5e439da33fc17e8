using System.Net;
using System.Net.Sockets;
using Connectors.Cli.Commands;
using Connectors.Cli.Composition;

namespace Connectors.Cli.Tests.Composition;

/// <summary><c>connect</c> with the real rooms, as far as it comes before it serves anything.</summary>
public sealed class ConnectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Theory]
    [InlineData("events")]
    [InlineData("webhooks")]
    public async Task Without_credentials_to_guard_its_routes_an_http_connector_does_not_start(string connector)
    {
        Assert.Equal(2, await RunAsync(TestContext.Current.CancellationToken, "connect", connector, "cron", "--data", folder.Path, "--listen", "127.0.0.1:0"));
        Assert.Contains(Path.Combine(folder.Path, "secrets", "basic-auth-user"), error.ToString(), StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.Path, "secrets", "basic-auth-password"), error.ToString(), StringComparison.Ordinal);
        Assert.Contains("secret_mount_path", error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "secrets")));
    }

    [Fact]
    public async Task Half_of_the_credentials_are_none()
    {
        folder.Write("secrets/basic-auth-user", "admin");
        Assert.Equal(2, await RunAsync(TestContext.Current.CancellationToken, "connect", "cron", "--data", folder.Path));
        Assert.Contains("basic-auth-password", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen")]
    [InlineData("--metrics-listen")]
    public async Task A_port_in_use_is_named(string flag)
    {
        Credentials();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;
        var other = flag == "--listen" ? "--metrics-listen" : "--listen";
        Assert.Equal(1, await RunAsync(TestContext.Current.CancellationToken, "connect", "events", "--data", folder.Path, flag, address, other, "127.0.0.1:0"));
        Assert.Contains(address, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(flag, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cron")]
    [InlineData("events")]
    public async Task Being_stopped_while_it_starts_is_no_failure(string connector)
    {
        Credentials();
        Assert.Equal(0, await RunAsync(
            new CancellationToken(canceled: true), "connect", connector, "--data", folder.Path, "--gateway", "http://127.0.0.1:9", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"));
        Assert.Equal("", error.ToString());
    }

    private void Credentials()
    {
        folder.Write("secrets/basic-auth-user", "admin");
        folder.Write("secrets/basic-auth-password", "secret");
    }

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        new CommandTree(new Hub(output), new CommandSurroundings(folder.Path, new Dictionary<string, string>(), output, error)).RunAsync(arguments, cancellationToken);
}
