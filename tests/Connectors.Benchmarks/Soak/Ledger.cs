using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Benchmarks.Soak;

/// <summary>What became of every accepted call, from its record, and what its function and its callback target saw of it.</summary>
internal sealed class Ledger(IInvocationRecords records, CountingFunction function)
{
    private const string Lost = "lease was lost";
    private readonly Lock counting = new();

    public int Succeeded { get; private set; }

    public int Dead { get; private set; }

    public int Cancelled { get; private set; }

    /// <summary>Without a record, or with one that says it has not ended.</summary>
    public int Missing { get; private set; }

    /// <summary>Whose record bears two answers of the function, or whose callback target was told of two results.</summary>
    public int CompletedTwice { get; private set; }

    /// <summary>Runs beyond the first of a call.</summary>
    public int ExtraRuns { get; private set; }

    /// <summary>Leases that were lost, as the records say.</summary>
    public int LostLeases { get; private set; }

    /// <summary>Runs beyond the first for which the record shows no lost lease.</summary>
    public int UnexplainedRuns { get; private set; }

    public async Task EnterAsync(IEnumerable<string> accepted)
    {
        await Parallel.ForEachAsync(accepted, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (id, cancellation) =>
        {
            var record = CallId.TryParse(id, out var callId) ? await records.GetAsync(callId, cancellation) : null;
            lock (counting)
                Enter(id, record);
        });
    }

    private void Enter(string id, InvocationRecord? record)
    {
        switch (record?.State)
        {
            case InvocationState.Succeeded:
                Succeeded++;
                break;
            case InvocationState.Dead:
                Dead++;
                break;
            case InvocationState.Cancelled:
                Cancelled++;
                break;
            default:
                Missing++;
                return;
        }
        var lost = record.Attempts.Count(attempt => attempt.Error?.Contains(Lost, StringComparison.Ordinal) == true);
        var extra = Math.Max(0, function.RunsOf(id) - 1);
        LostLeases += lost;
        ExtraRuns += extra;
        UnexplainedRuns += Math.Max(0, extra - lost);
        if (record.Attempts.Count(attempt => attempt.Status is not null) > 1 || function.ResultsOf(id) > 1)
            CompletedTwice++;
    }
}
