using System.Text.RegularExpressions;
using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>docs/write-a-connector.md: what it shows is the sample, and the sample does what it says.</summary>
public sealed partial class OwnConnector
{
    private const int MostLines = 79;
    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          clerk:
            image: clerk
            fprocess: sh -c 'read -r line; echo "$Http_X_Connector $Http_X_Topic $Http_X_Folder_File $line $Http_X_Call_Id" >> DIR/ledger'
            annotations: { topic: "folder:invoices" }
        """;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly string Root = HubProcess.Metadata("RepositoryRoot");

    [Fact]
    public void The_page_shows_the_sample_as_it_is_and_it_is_short()
    {
        var shown = Files().Matches(File.ReadAllText(Path.Combine(Root, "docs/write-a-connector.md"))).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var sample = Directory.GetFiles(Path.Combine(Root, "samples/connector")).ToDictionary(path => Path.GetRelativePath(Root, path), File.ReadAllText);

        Assert.Equal(sample.OrderBy(file => file.Key, StringComparer.Ordinal), shown.OrderBy(file => file.Key, StringComparer.Ordinal));
        Assert.InRange(shown.Values.Sum(text => text.Split('\n').Count(IsCode)), 1, MostLines);
    }

    private static bool IsCode(string line) => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal);

    [Fact]
    public async Task Files_become_calls_once_also_when_the_connector_and_the_hub_are_killed()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        var inbox = Path.Combine(hub.Directory, "inbox");
        await using (var first = Start(hub, inbox))
        {
            await Eventually.TrueAsync(() => Task.FromResult(Directory.Exists(Path.Combine(inbox, "invoices"))), Soon, () => $"it does not look for invoices:\n{first.Said}");
            Drop(inbox, 1);
            await LedgerAsync(hub, 1, () => first.Said);
            await first.KillAsync();
        }
        Drop(inbox, 2);
        await hub.KillAsync();
        await using var second = Start(hub, inbox);
        await Eventually.TrueAsync(() => Task.FromResult(second.Said.Contains("does not tell its functions", StringComparison.Ordinal)), Soon, () => $"it does not miss the hub:\n{second.Said}");
        await hub.StartAgainAsync();
        Drop(inbox, 3);

        await LedgerAsync(hub, 3, () => second.Said);
        // A call whose end was not recorded before the hub was killed runs again, under the same id: one call a file all the same.
        Assert.Equal(
            Enumerable.Range(1, 3).Select(number => $"folder invoices {number}.json {number}"),
            Lines(hub).Distinct().Select(line => line[..line.LastIndexOf(' ')]).Order());
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(Path.Combine(inbox, "invoices")).Length == 0), Soon, () => "a file is left");
    }

    [Fact]
    public async Task The_same_connector_runs_in_the_hub_when_the_settings_name_its_assembly()
    {
        using var folder = new TempDirectory("module");
        var config = Path.Combine(folder.Path, "connectors.yml");
        await File.WriteAllTextAsync(config, $"connectors: {{ assemblies: [{HubProcess.Metadata("SampleConnector")}] }}\nfolder: {{ path: inbox }}\n");
        var inbox = Path.Combine(folder.Path, "inbox");
        await using var hub = await HubProcess.StartAsync(Stack, "--config", config);
        await Eventually.TrueAsync(() => Task.FromResult(Directory.Exists(Path.Combine(inbox, "invoices"))), Soon, () => $"it does not look for invoices:\n{hub.Output}");
        Drop(inbox, 1);
        await LedgerAsync(hub, 1, () => "");

        Assert.StartsWith("folder invoices 1.json 1 ", Lines(hub).First());
        using var topics = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/topics"));
        Assert.Contains("\"connectors\":[\"folder\"]", await topics.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await hub.InterruptAsync());
    }

    private static ServerProcess Start(HubProcess hub, string inbox) =>
        ServerProcess.Start("dotnet", [HubProcess.Metadata("SampleConnector"), inbox, hub.Gateway.ToString(), hub.Data]);

    private static void Drop(string inbox, int number)
    {
        var file = Path.Combine(inbox, "invoices", $"{number}");
        File.WriteAllText(file + ".part", $"{number}\n");
        File.Move(file + ".part", file + ".json");
    }

    private static Task LedgerAsync(HubProcess hub, int count, Func<string> said) => Eventually.TrueAsync(
        () => Task.FromResult(Lines(hub).Distinct().Count() >= count), Soon, () => $"{string.Join(" | ", Lines(hub))}\n{said()}\n{hub.Output}");

    private static string[] Lines(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ledger");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    [GeneratedRegex("`(samples/connector/[^`]+)`\n\n```[a-z]+\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Files();
}
