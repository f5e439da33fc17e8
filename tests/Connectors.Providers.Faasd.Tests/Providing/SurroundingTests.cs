using System.Net;
using System.Net.Sockets;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>What functions see of the machine and of each other.</summary>
public sealed class SurroundingTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Functions_find_each_other_by_name_with_and_without_a_namespace()
    {
        await using var host = await FaasdHost.StartAsync();
        await host.Provider.RunAsync(host.Answer("echo", "heard"));
        var asker = await host.Provider.RunAsync(host.Shell("asker", "read url; wget -q -O - $url"));
        foreach (var name in new[] { "echo", $"echo.{FunctionName.DefaultNamespace}" })
            await FunctionCalls.EventuallyAsync(async () => await TryAsync(host, asker, $"http://{name}:8080/") == "heard", () => $"{name} is not found");
    }

    [Fact]
    public async Task Functions_of_one_name_in_two_namespaces_are_told_apart()
    {
        await using var host = await FaasdHost.StartAsync();
        await host.Provider.Namespaces.WriteAsync(new FunctionNamespace { Name = "dev" }, WriteMode.Create, Ending);
        var here = await host.Provider.RunAsync(host.Answer("clock", "here"));
        var there = await host.Provider.RunAsync(host.Answer("clock", "there") with { Namespace = "dev" });
        Assert.Equal(("here", "there"), (await host.Provider.CallAsync(here), await host.Provider.CallAsync(there)));
        await host.Provider.DeleteAsync(here);
        Assert.Equal("there", await host.Provider.CallAsync(there));
    }

    [Fact]
    public async Task Functions_do_not_reach_what_listens_on_the_loopback_of_the_machine()
    {
        await using var host = await FaasdHost.StartAsync();
        using var secret = new TcpListener(IPAddress.Loopback, 0);
        secret.Start();
        var port = ((IPEndPoint)secret.LocalEndpoint).Port;
        var network = host.Settings.ToNetworkOptions("functions");
        var asker = await host.Provider.RunAsync(host.Shell("asker", $"for a in 127.0.0.1 {network.HostAddress}; do nc -w 1 $a {port} </dev/null 2>/dev/null && echo reached; done; echo -n end"));
        Assert.Equal("end", await host.Provider.CallAsync(asker));
        Assert.False(secret.Pending());
    }

    [Fact]
    public async Task Of_a_read_only_root_only_tmp_can_be_written_by_everybody()
    {
        await using var host = await FaasdHost.StartAsync();
        var writer = await host.Provider.RunAsync(host.Shell("writer", "echo kept > /tmp/file && cat /tmp/file; stat -c %a /tmp; (echo x > /file) 2>/dev/null || echo refused", ("combine_output", "false")) with { ReadOnlyRootFilesystem = true });
        Assert.Equal("kept\n1777\nrefused\n", await host.Provider.CallAsync(writer));
    }

    [Fact]
    public async Task Secrets_are_read_only_and_never_on_a_disk()
    {
        await using var host = await FaasdHost.StartAsync();
        await host.Provider.Secrets.WriteAsync(new FunctionSecret("key", FunctionName.DefaultNamespace, "value"u8.ToArray()), WriteMode.Create, Ending);
        const string Script = "while read d p t o; do [ $p = /var/openfaas/secrets ] && echo $t $o; done < /proc/mounts; cat /var/openfaas/secrets/key; (echo x > /var/openfaas/secrets/key) 2>/dev/null || echo -n refused";
        var teller = await host.Provider.RunAsync(host.Shell("teller", Script) with { Secrets = ["key"] });
        var said = await host.Provider.CallAsync(teller);
        Assert.StartsWith("tmpfs ro,", said, StringComparison.Ordinal);
        Assert.EndsWith("valuerefused", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_name_of_a_function_gives_host_names_that_the_kernel_takes()
    {
        await using var host = await FaasdHost.StartAsync();
        var name = await host.Provider.RunAsync(host.Shell(new string('a', 63), "cat /proc/sys/kernel/hostname"));
        Assert.InRange((await host.Provider.CallAsync(name)).Trim().Length, 20, 63);
    }

    [Fact]
    public async Task The_name_of_a_container_that_is_no_function_is_refused()
    {
        await using var host = await FaasdHost.StartAsync();
        await host.Provider.RunAsync(host.Shout("shout"));
        var replica = Assert.Single(await ReplicasAsync(host));
        var refused = await host.Provider.Deployment.DeployAsync(host.Shout(replica), WriteMode.Create, Ending);
        Assert.Equal(ProviderOutcome.Refused, refused.Outcome);
        Assert.Contains("is taken", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("HELLO", await host.Provider.CallAsync(FunctionCalls.Named("shout"), "hello"));
    }

    [Theory]
    [InlineData("a--b", null, "two '-' in a row")]
    [InlineData("a", "5Mi", "6Mi or more")]
    public async Task What_containerd_or_the_kernel_does_not_take_is_refused(string name, string? memory, string part)
    {
        await using var host = await FaasdHost.StartAsync();
        var refused = await host.Provider.Deployment.DeployAsync(host.Shout(name) with { Limits = memory is null ? null : new FunctionResources { Memory = memory } }, WriteMode.Create, Ending);
        Assert.Contains(part, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_is_what_the_kernel_counts()
    {
        await using var host = await FaasdHost.StartAsync();
        var shout = await host.Provider.RunAsync(host.Shout("shout"));
        var usage = await host.Provider.Usage.GetAsync(shout, Ending);
        Assert.True(usage!.TotalMemoryBytes > 1 << 20, $"{usage.TotalMemoryBytes}");
    }

    private static async Task<IReadOnlyList<string>> ReplicasAsync(FaasdHost host)
    {
        var lines = new List<string>();
        await foreach (var line in host.Provider.Logs.Read(new FunctionLogQuery { Function = FunctionCalls.Named("shout") }, Ending)!)
            lines.Add(line.Instance);
        return [.. lines.Distinct()];
    }

    private static async Task<string> TryAsync(FaasdHost host, FunctionName asker, string url)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsync((await host.Provider.Resolution.ResolveAsync(asker, Ending))!.Ready[0], new StringContent(url + "\n"), Ending);
        return await answer.Content.ReadAsStringAsync(Ending);
    }
}
