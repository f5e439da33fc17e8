using Connectors.Cli.Composition;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Tests.Settings;

public class SettingsTableTests
{
    [Fact]
    public void Each_setting_has_a_row_with_its_default()
    {
        var page = SettingsTable.Markdown([typeof(WorkerSample), typeof(SourcesSample), typeof(ProviderSettings), typeof(BagSample)]);
        Assert.Contains("| `worker.max-inflight` | whole number | `64` | `max_inflight` | How many calls run at once. |", page);
        Assert.Contains("| `worker.upstream-timeout` | duration | `1m0s` | `upstream_timeout` |", page);
        Assert.Contains("| `worker.max-body-bytes` | size | `64MiB` |", page);
        Assert.Contains("| `worker.backoff` | exponential, full-jitter | `exponential` |", page);
        Assert.Contains("| `worker.codes` | list of whole number | `429, 503` |", page);
        Assert.Contains("| `worker.proportion` | number | `0.9` |  | Part \\| of it. |", page);
        Assert.Contains("| `worker.lanes.<name>.width` | whole number | `1` |", page);
        Assert.Contains("| `webhooks.<name>.secret-file` | text |  |", page);
        Assert.Contains("| `bag.<name>` | text |", page);
        Assert.Contains("| `provider` | text | `process` |", page);
    }

    [Fact]
    public void The_checked_in_page_is_the_generated_one() =>
        Assert.Equal(SettingsTable.Markdown(new Hub(TextWriter.Null).SettingTypes), File.ReadAllText(Repository.File("docs/settings.md")));
}
