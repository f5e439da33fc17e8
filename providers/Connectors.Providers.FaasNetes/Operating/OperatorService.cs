using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.FaasNetes.Operating;

/// <summary>The operator as a part of its process: it waits for its turn, and leads when it has it.</summary>
internal sealed class OperatorService(OperatorLease lease, FunctionOperator functions) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => lease.RunAsync(functions.RunAsync, stoppingToken);
}
