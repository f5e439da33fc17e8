using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Scaling;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Connectors.Gateway.Metrics;

/// <summary>Replicas and scaling targets of every function, read from the catalogue whenever the metrics are collected.</summary>
internal sealed class ServiceMetrics
{
    private static readonly string[] function = ["function_name"];
    private static readonly string[] functionAndType = ["function_name", "scaling_type"];
    private readonly IFunctionCatalogue catalogue;
    private readonly ScalingSettings scaling;
    private readonly ILogger<ServiceMetrics> logger;
    private readonly Gauge wanted, ready, min, target, targetLoad;

    public ServiceMetrics(FunctionRegistry functions, IFunctionCatalogue catalogue, ScalingSettings scaling, ILogger<ServiceMetrics> logger)
    {
        (this.catalogue, this.scaling, this.logger) = (catalogue, scaling, logger);
        var factory = Prometheus.Metrics.WithCustomRegistry(functions.Registry);
        wanted = factory.CreateGauge("gateway_service_count", "Replicas wanted.", function);
        ready = factory.CreateGauge("gateway_service_ready_count", "Replicas ready.", function);
        min = factory.CreateGauge("gateway_service_min", "Fewest replicas.", function);
        target = factory.CreateGauge("gateway_service_target", "Load wanted of one replica.", functionAndType);
        targetLoad = factory.CreateGauge("gateway_service_target_load", "Load wanted of one replica.", functionAndType);
        functions.Registry.AddBeforeCollectCallback(CollectAsync);
    }

    /// <summary>Sets the gauges from the catalogue, and drops those of functions that are gone.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var functions = await catalogue.ListAsync(null, cancellationToken);
            Forget(functions);
            foreach (var status in functions)
                Set(status);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Other metrics are worth having although these are not to be had.
            Log.NumbersUnread(logger, exception);
        }
    }

    private void Set(FunctionStatus status)
    {
        var name = status.FullName.ToString();
        wanted.WithLabels(name).Set(status.Replicas);
        ready.WithLabels(name).Set(status.AvailableReplicas);
        min.WithLabels(name).Set(ScalingLabels.Read(status.Labels).Min);
        var (type, load) = TargetOf(status);
        target.WithLabels(name, type).Set(load);
        targetLoad.WithLabels(name, type).Set(load);
    }

    private void Forget(IReadOnlyList<FunctionStatus> functions)
    {
        var live = functions.ToDictionary(status => status.FullName.ToString(), status => TargetOf(status).Type, StringComparer.Ordinal);
        foreach (var gauge in new[] { wanted, ready, min, target, targetLoad })
        {
            foreach (var labels in gauge.GetAllLabelValues().ToList())
            {
                if (!live.TryGetValue(labels[0], out var type) || (labels.Length > 1 && labels[1] != type))
                    gauge.RemoveLabelled(labels);
            }
        }
    }

    private (string Type, double Load) TargetOf(FunctionStatus status)
    {
        var labels = ScalingLabels.Read(status.Labels);
        return (labels.Type, labels.Target ?? scaling.DefaultTarget);
    }
}
