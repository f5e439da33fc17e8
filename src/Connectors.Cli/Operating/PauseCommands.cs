using System.CommandLine;

namespace Connectors.Cli.Operating;

/// <summary><c>queue pause</c> and <c>queue resume</c>.</summary>
internal static class PauseCommands
{
    public static IEnumerable<Command> Of(OperatorCommand commands)
    {
        yield return Set(commands, "pause", "Start no more calls of a queue, or of one function on it; calls are still taken in.", "is paused", " on", isKnown: false);
        yield return Set(commands, "resume", "Go on after a pause.", "goes on", ", on", isKnown: true);
    }

    private static Command Set(OperatorCommand commands, string name, string description, string done, string where, bool isKnown)
    {
        var (queue, function) = (Names.Queue(), Names.Function());
        return commands.Of(name, description, [queue, function], async (session, parsed, cancellation) =>
        {
            var status = await session.Api.QueueAsync(parsed.GetRequiredValue(queue), cancellation);
            var of = parsed.GetValue(function);
            // Whom the queue does not know may be paused, if deployed: that is the gateway's to say.
            if (isKnown && of is not null && !Names.IsOn(status, of))
                await session.Api.RequireFunctionAsync(of, name, cancellation);
            await session.Api.ChangeAsync(HttpMethod.Post, $"/{QueueApi.Escape(status.Queue)}/{name}{Names.Query(("function", of))}", cancellation);
            session.Printer.Note(of is null ? $"Queue {status.Queue} {done}." : $"Function {of} {done}{where} queue {status.Queue}.");
        });
    }
}
