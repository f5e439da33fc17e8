using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.Cli.Tests.Settings;

namespace Connectors.Cli.Tests.Commands;

internal sealed class RecordingHub(Func<HubOptions, CancellationToken, Task<int>>? run = null) : IHub
{
    public IReadOnlyList<Type> SettingTypes { get; } = [typeof(GatewaySample), typeof(ProviderSettings), typeof(QueueKindSettings), typeof(WorkerSample)];

    public IReadOnlyList<string> Connectors { get; } = ["cron", "webhooks", "events"];

    /// <summary>What <see cref="SettingFaults"/> says.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    public HubOptions? Ran { get; private set; }

    public IEnumerable<string> SettingFaults(LoadedSettings settings, HubRequest request) => Faults;

    public Task<int> RunAsync(HubOptions options, CancellationToken cancellationToken)
    {
        Ran = options;
        return run?.Invoke(options, cancellationToken) ?? Task.FromResult(0);
    }
}
