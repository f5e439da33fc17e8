using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Sdk.Tests.Hosting;

public sealed class ConnectorSectionTests
{
    [Fact]
    public void Keys_match_ignoring_case_dashes_and_underscores_and_lists_may_be_written_with_commas()
    {
        var section = Section(("Max_Items", ["5"]), ("tls.CA-file", ["ca.pem"]), ("names", ["a, b"]), ("list", ["c,d", "e"]), ("nothing", []));

        Assert.Equal("5", section.Text("max-items"));
        Assert.Equal("ca.pem", section.Text("tls.ca-file"));
        Assert.Equal(["a", "b"], section.List("names"));
        Assert.Equal(["c,d", "e"], section.List("list"));
        Assert.Null(section.Text("nothing"));
        Assert.Empty(section.List("absent"));
        Assert.Equal("/etc/inbox", section.ResolvePath("inbox"));
        Assert.Empty(section.Faults);
    }

    [Fact]
    public void What_is_required_and_absent_is_a_fault_that_names_the_key_and_an_example()
    {
        var section = Section();
        Assert.Equal("", section.Required("path", "/var/inbox"));
        Assert.Equal(["folder.path is not given; write for example /var/inbox"], section.Faults);
    }

    [Fact]
    public void A_program_of_its_own_hears_all_faults_at_once()
    {
        var faults = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddConnectorModule(new Module(), ("pth", "/var/inbox")));
        Assert.Contains("folder.path is not given; write for example /var/inbox\nfolder.pth is no setting of the connector folder; there are: folder.path", faults.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_host_has_stands_and_connectors_are_added()
    {
        var host = new ServiceCollection().AddSingleton(TimeProvider.System);
        var module = new ServiceCollection().AddSingleton<TimeProvider>(new OtherTime()).AddSingleton(new Module()).AddConnector<Nothing>();
        using var provider = host.AddRegistered("folder", module).BuildServiceProvider();

        Assert.Same(TimeProvider.System, provider.GetRequiredService<TimeProvider>());
        Assert.NotNull(provider.GetRequiredService<Module>());
        Assert.Equal("folder", provider.GetRequiredService<IConnector>().Name);
    }

    private static ConnectorSection Section(params (string Key, string[] Texts)[] entries) =>
        new("folder", entries.Select(entry => KeyValuePair.Create<string, IReadOnlyList<string>>(entry.Key, entry.Texts)), path => Path.GetFullPath(path, "/etc"));

    private sealed class Module : IConnectorModule
    {
        public string Name => "folder";

        public void Register(IServiceCollection services, ConnectorSection section) => section.Required("path", "/var/inbox");
    }

    private sealed class OtherTime : TimeProvider;

    private sealed class Nothing : IConnector
    {
        public string Name => "folder";

        public Task RunAsync(IConnectorContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
