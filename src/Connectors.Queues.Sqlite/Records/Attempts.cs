using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Records;

/// <summary>The history of an invocation.</summary>
internal static class Attempts
{
    public static void Add(WriteSession session, LeasedRow row, AttemptReport report) =>
        Add(session, row, report.StartedAt.UtcTicks, report.Seconds, report.Status, report.Error);

    /// <summary>An attempt of which only its end is known.</summary>
    public static void Add(WriteSession session, LeasedRow row, double? seconds, string error) =>
        Add(session, row, row.Leased, seconds, null, error);

    private static void Add(WriteSession session, LeasedRow row, long started, double? seconds, int? status, string? error) =>
        session.Database
            .Query("INSERT INTO attempts(invocation, run, number, started, seconds, status, error, worker) VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(row.Id).Bind(row.Run).Bind(row.Attempt).Bind(started).Bind(seconds).Bind((long?)status).Bind(error).Bind(row.Worker).Run();
}
