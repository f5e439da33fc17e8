using Connectors.Core.Functions;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Cron.Schedules;

/// <summary>Shows what is wrong with functions' annotations for as long as it is, and logs it once.</summary>
internal sealed class ScheduleFaults(ConnectorFaults faults, ILogger logger)
{
    private Dictionary<FunctionName, string> standing = [];

    public void Show(IEnumerable<FunctionSchedules> functions)
    {
        var next = functions.Where(function => function.Fault is not null).ToDictionary(function => function.Function, function => function.Fault!);
        foreach (var (function, fault) in next)
        {
            if (standing.GetValueOrDefault(function) == fault)
                continue;
            faults.Set(function, fault);
            Log.ScheduleFault(logger, function, fault);
        }
        foreach (var mended in standing.Keys.Where(function => !next.ContainsKey(function)))
            faults.Clear(mended);
        standing = next;
    }
}
