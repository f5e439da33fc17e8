using Connectors.Cli.Data;
using Connectors.Cli.Faults;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Commands;

/// <summary>Carries out the commands that run something, and turns what goes wrong into lines and exit codes.</summary>
internal sealed class HubCommand(IHub hub, CommandSurroundings surroundings)
{
    public async Task<int> RunAsync(HubRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var faults = new List<Fault>();
            var remarks = new List<Fault>();
            var options = new HubOptionsReader(hub, surroundings).Read(request, faults, remarks);
            foreach (var remark in remarks)
                await surroundings.Error.WriteLineAsync($"note: {remark}");
            if (options is not null)
                return await hub.RunAsync(options, cancellationToken);
            await ReportAsync(faults);
            return ExitCode.Usage;
        }
        catch (MissingSecretException missing)
        {
            await surroundings.Error.WriteLineAsync($"connectors: {missing.Message}");
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is DataDirectoryException or HubFailureException or ConnectorModuleException)
        {
            await surroundings.Error.WriteLineAsync($"connectors: {failure.Message}");
            return ExitCode.Failure;
        }
    }

    private async Task ReportAsync(List<Fault> faults)
    {
        await surroundings.Error.WriteLineAsync(faults.Count == 1 ? "connectors: cannot start, one thing is wrong:" : $"connectors: cannot start, {faults.Count} things are wrong:");
        foreach (var fault in faults)
            await surroundings.Error.WriteLineAsync($"  {fault}");
    }
}
