using Connectors.Cli.Commands;
using Connectors.Cli.Composition;

namespace Connectors.Cli.Tests.Modules;

/// <summary>Connectors of other assemblies, up to the point where they would run.</summary>
public sealed class ModuleTests : IDisposable
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

    [Fact]
    public async Task A_module_runs_by_its_name_with_its_section_and_the_packages_beside_it()
    {
        ModuleAssembly.WriteWithPackage(At("stranger.dll"), "YamlDotNet", "stranger");
        await RunsAsync("connectors: { assemblies: [stranger.dll] }\nstranger: { count: 1 }", "stranger");
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_assemblies_is_told_at_once()
    {
        ModuleAssembly.Write(At("one.dll"), "one", "mqtt", "Not A Name");
        ModuleAssembly.Write(At("again.dll"), "one");
        ModuleAssembly.Write(At("none.dll"));
        ModuleAssembly.WriteAgainst(At("newer.dll"), new Version(9, 1, 0, 0));
        ModuleAssembly.WriteThrowing(At("thrower.dll"), "not today");
        folder.Write("text.dll", "this is text");

        var faults = await FaultsAsync("connectors: { assemblies: [absent.dll, text.dll, none.dll, newer.dll, thrower.dll, one.dll, again.dll, one.dll] }\nperhaps: { its: own }", "one");

        Assert.Collection(
            faults,
            fault => Assert.Contains($"there is no file {At("absent.dll")}; name the .dll", fault),
            fault => Assert.Contains($"{At("text.dll")} is not a .NET assembly; name the .dll", fault),
            fault => Assert.Contains($"{At("none.dll")} has no connector; a class in it must implement Connectors.Sdk.Hosting.IConnectorModule", fault),
            fault => Assert.Contains($"{At("newer.dll")} was built against Connectors.Sdk 9.1.0, and this is 0.1.0; build it against this version", fault),
            fault => Assert.Contains($"Strangers.Module0 in {At("thrower.dll")} cannot be made: InvalidOperationException: not today; mend it", fault),
            fault => Assert.Contains($"{At("one.dll")} is named twice", fault),
            fault => Assert.Contains($"Strangers.Module2 in {At("one.dll")} calls its connector 'Not A Name'", fault),
            fault => Assert.Contains($"{At("one.dll")} brings a connector called 'mqtt', which is a built-in one's name", fault),
            fault => Assert.Contains($"two connectors are called 'one', of {At("one.dll")} and {At("again.dll")}", fault));
        Assert.All(faults, fault => Assert.StartsWith($"{At("c.yml")}:1: connectors.assemblies: ", fault.Trim()));
    }

    [Theory]
    [InlineData("unreadable: x", "c.yml:2: stranger.unreadable is not readable; leave it out")]
    [InlineData("colour: red", "c.yml:2: stranger.colour is no setting of the connector stranger; there are: stranger.as, stranger.broken, stranger.count, stranger.throw, stranger.unreadable")]
    [InlineData("throw: no luck", "stranger.dll cannot be registered: NotSupportedException: no luck")]
    [InlineData("count: 0", "stranger: its settings ask for no connector")]
    [InlineData("count: 2", "stranger.dll registers 2 connectors; a module brings one")]
    public async Task What_a_module_does_not_take_is_a_fault_of_its_settings(string section, string expected)
    {
        ModuleAssembly.Write(At("stranger.dll"), "stranger");
        Assert.Contains(expected, Assert.Single(await FaultsAsync($"connectors: {{ assemblies: [stranger.dll] }}\nstranger: {{ {section} }}", "stranger")));
    }

    [Theory]
    [InlineData("strangr: { count: 1 }", "unknown section 'strangr'")]
    [InlineData("stranger: 5", "unknown section 'stranger'")]
    public async Task A_section_of_no_module_is_unknown(string section, string expected)
    {
        ModuleAssembly.Write(At("stranger.dll"), "stranger");
        Assert.Contains(expected, Assert.Single(await FaultsAsync($"connectors: {{ assemblies: [stranger.dll] }}\n{section}", "stranger")));
    }

    [Theory]
    [InlineData("as: other", "the connector of the module 'stranger' calls itself 'other'; both must bear one name")]
    [InlineData("broken: no such device", "the connector of the module 'stranger' cannot be made: NotSupportedException: no such device")]
    public async Task A_connector_that_cannot_be_made_is_one_line(string section, string expected)
    {
        ModuleAssembly.Write(At("stranger.dll"), "stranger");
        Assert.Equal(1, await RunAsync($"connectors: {{ assemblies: [stranger.dll] }}\nstranger: {{ {section} }}", "stranger", TestContext.Current.CancellationToken));
        Assert.Contains(expected, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Variables_give_a_module_its_settings_over_the_file()
    {
        ModuleAssembly.Write(At("my-stranger.dll"), "my-stranger");
        folder.Write("c.yml", "connectors: { assemblies: [my-stranger.dll] }\nmy_stranger: { Count: 0 }");
        await RunsAsync(null, "my-stranger", ("CONNECTORS_MY_STRANGER__COUNT", "1"));
    }

    private string At(string file) => Path.Combine(folder.Path, file);

    private async Task RunsAsync(string? config, string connector, params (string Name, string Value)[] variables)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.Cancel();
        Assert.Equal(0, await RunAsync(config, connector, stop.Token, variables));
        Assert.Equal("", error.ToString());
    }

    private async Task<string[]> FaultsAsync(string config, string connector)
    {
        Assert.Equal(2, await RunAsync(config, connector, TestContext.Current.CancellationToken));
        return error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
    }

    private Task<int> RunAsync(string? config, string connector, CancellationToken cancellationToken, params (string Name, string Value)[] variables)
    {
        if (config is not null)
            folder.Write("c.yml", config);
        var surroundings = new CommandSurroundings(folder.Path, variables.ToDictionary(variable => variable.Name, variable => variable.Value), output, error);
        return new CommandTree(new Hub(output), surroundings).RunAsync(["connect", connector, "--data", folder.Path, "--config", At("c.yml")], cancellationToken);
    }
}
