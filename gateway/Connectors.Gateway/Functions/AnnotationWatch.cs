using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Functions;

/// <summary>Tells the log of annotations without effect, and of labels that should be annotations, when a function is first seen and when it is deployed with others, not at its first call.</summary>
internal sealed partial class AnnotationWatch(IFunctionCatalogue catalogue, TimeProvider time, ILogger<AnnotationWatch> logger) : BackgroundService
{
    // A replica's every step is a change: a burst of them costs one look.
    private static readonly TimeSpan Coalescing = TimeSpan.FromMilliseconds(250);

    private Dictionary<FunctionName, (IReadOnlyDictionary<string, string> Annotations, IReadOnlyDictionary<string, string> Labels, string Told)> known = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var seen = catalogue.Changes.Version;
                await LookAsync(stoppingToken);
                await Task.Delay(Coalescing, time, stoppingToken);
                await catalogue.Changes.WaitAsync(seen, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: nothing is held.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<FunctionStatus> functions;
        try
        {
            functions = await catalogue.ListAsync(null, cancellationToken);
        }
        catch (Exception away) when (away is not OperationCanceledException)
        {
            // Told where the provider is watched; the next change brings the next look.
            Log.NotRead(logger, away.Message);
            return;
        }
        var next = new Dictionary<FunctionName, (IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>, string)>(functions.Count);
        foreach (var function in functions)
            next[function.FullName] = (function.Annotations, function.Labels, Tell(function));
        known = next;
    }

    private string Tell(FunctionStatus function)
    {
        var former = known.GetValueOrDefault(function.FullName);
        if (ReferenceEquals(former.Annotations, function.Annotations) && ReferenceEquals(former.Labels, function.Labels))
            return former.Told;
        var remarks = string.Join("; ", (string[])[.. AnnotationRemarks.Of(function.Annotations), .. AnnotationRemarks.OfLabels(function.Labels, function.Annotations)]);
        if (remarks.Length > 0 && remarks != former.Told)
            Log.Remarks(logger, function.FullName, remarks);
        return remarks;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Function {Function}: {Remarks}")]
        public static partial void Remarks(ILogger logger, FunctionName function, string remarks);

        [LoggerMessage(2, LogLevel.Debug, "The annotations of functions could not be read: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
