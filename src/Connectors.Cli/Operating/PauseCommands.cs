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
            var (on, of) = (parsed.GetRequiredValue(queue), parsed.GetValue(function));
            // What was never used, or nobody has called yet, may be paused: that is the gateway's to say.
            if (isKnown && of is not null && !Names.IsOn(await session.Api.QueueAsync(on, cancellation), of))
                await session.Api.RequireFunctionAsync(of, name, cancellation);
            await session.Api.ChangeAsync(HttpMethod.Post, $"/{QueueApi.Escape(on)}/{name}{Names.Query(("function", of))}", cancellation);
            session.Printer.Note(of is null ? $"Queue {on} {done}." : $"Function {of} {done}{where} queue {on}.");
        });
    }
}
