using System.Text.Json.Nodes;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Networks.Plugins;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Networks;

public sealed class PluginRunnerTests : IDisposable
{
    private readonly TempDirectory plugins = new("plugins");

    public void Dispose() => plugins.Dispose();

    [Fact]
    public async Task A_plugin_is_told_what_the_specification_says_and_nothing_of_ours()
    {
        var said = JsonNode.Parse(await RunAsync("""printf '{"env":"%s %s %s %s","in":' "$CNI_COMMAND" "$CNI_CONTAINERID" "$CNI_NETNS" "$CNI_IFNAME"; cat; printf ',"home":"%s"}' "$HOME" """))!;

        Assert.Equal("ADD connectors.shout-1 /run/ns eth0", said["env"]!.GetValue<string>());
        Assert.Equal("bridge", said["in"]!["type"]!.GetValue<string>());
        Assert.Equal("", said["home"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""echo '{"code":999,"msg":"no IP addresses available in range set","details":"x"}'; exit 1""", "no IP addresses available in range set: x. Every address of 10.62.0.0/16 is taken")]
    [InlineData("""printf %s '{"code":7,"msg":"it broke\u001b[1m\n"}'; exit 1""", "could not join connectors.shout-1 to the network: it broke?[1m?. The plugin's own documentation")]
    [InlineData("echo 'panic: nil' >&2; exit 2", "panic: nil. The plugin's own")]
    [InlineData("exit 3", "it ended with code 3 and said nothing")]
    [InlineData("echo '{\"msg\":5}'; exit 1", "{\"msg\":5}")]
    [InlineData("exec yes", "it does not stop talking")]
    [InlineData("exec yes >&2", "it does not stop talking")]
    public async Task A_plugin_that_fails_is_a_sentence(string script, string expected)
    {
        var refused = await Assert.ThrowsAsync<NetworkException>(() => RunAsync(script));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("the CNI plugin 'bridge'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.True(refused.Message.Length < 1000);
    }

    [Fact]
    public async Task A_plugin_that_reads_nothing_may_succeed() => Assert.Equal("", await RunAsync("exec <&-; exit 0"));

    [Fact]
    public async Task A_plugin_that_hangs_is_ended()
    {
        var refused = await Assert.ThrowsAsync<NetworkException>(() => RunAsync("exec sleep 1000", TimeSpan.FromMilliseconds(300)));

        Assert.Contains("it has not ended within 0 seconds", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_ends_the_plugin()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("exec sleep 1000", cancellationToken: giveUp.Token));
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_or_cannot_run_is_named_with_its_remedy()
    {
        var missing = await Assert.ThrowsAsync<NetworkException>(() => RunAsync(null));
        File.WriteAllText(plugins.Below("bridge"), "#!/bin/sh\n");
        var unusable = await Assert.ThrowsAsync<NetworkException>(() => RunAsync(null));

        Assert.Contains($"is in none of {plugins.Path}; install the CNI plugins", missing.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be run", unusable.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo hello", "its answer is not JSON")]
    [InlineData("echo []", "its answer is not an object of JSON")]
    [InlineData("exit 0", "its answer is not JSON")]
    public async Task An_answer_that_is_none_is_told(string script, string expected)
    {
        Write(script);
        var network = JsonNode.Parse("""{"cniVersion":"0.4.0","name":"n","plugins":[{"type":"bridge"}]}""")!.AsObject();
        var chain = new PluginChain(Runner(TimeSpan.FromSeconds(60)), network);

        var refused = await Assert.ThrowsAsync<NetworkException>(() => chain.AddAsync("c", "/ns", "eth0", TestContext.Current.CancellationToken));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private Task<string> RunAsync(string? script, TimeSpan? timeout = null, CancellationToken? cancellationToken = null)
    {
        if (script is not null)
            Write(script);
        var call = new PluginCall("ADD", "bridge", "connectors.shout-1", "/run/ns", "eth0", new JsonObject { ["type"] = "bridge" });
        return Runner(timeout ?? TimeSpan.FromSeconds(60)).RunAsync(call, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private PluginRunner Runner(TimeSpan timeout) => new(new NetworkOptions { PluginDirectories = [plugins.Path], PluginTimeout = timeout }, TimeProvider.System);

    private void Write(string script)
    {
        File.WriteAllText(plugins.Below("bridge"), "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(plugins.Below("bridge"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }
}
