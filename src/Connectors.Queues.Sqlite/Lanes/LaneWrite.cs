using Connectors.Core.Functions;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Lanes;

/// <summary>Makes a lane, so that what follows names it by number. Repeatable.</summary>
internal sealed class LaneWrite(LaneMap lanes, string queue, FunctionName function) : Write<bool>
{
    protected override bool Run(WriteSession session)
    {
        var database = session.Database;
        database.Query("INSERT INTO queues(name) VALUES(?) ON CONFLICT DO NOTHING").Bind(queue).Run();
        database.Query("INSERT INTO functions(namespace, name) VALUES(?, ?) ON CONFLICT DO NOTHING").Bind(function.Namespace).Bind(function.Name).Run();
        var functionId = Id(database.Query("SELECT id FROM functions WHERE namespace=? AND name=?").Bind(function.Namespace).Bind(function.Name));
        database.Query("INSERT INTO lanes(queue, function) VALUES(?, ?) ON CONFLICT DO NOTHING").Bind(queue).Bind(functionId).Run();
        var laneId = Id(database.Query("SELECT id FROM lanes WHERE queue=? AND function=?").Bind(queue).Bind(functionId));
        session.AfterCommit(() => lanes.Add(laneId, functionId, queue, function));
        return true;
    }

    private static long Id(Statement statement)
    {
        using (statement)
            return statement.Step() ? statement.Long(0) : throw new InvalidOperationException("The row that was just written is not there.");
    }
}
