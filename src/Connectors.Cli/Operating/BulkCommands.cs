using System.CommandLine;
using Connectors.Core.Functions;
using Connectors.Core.Queues;

namespace Connectors.Cli.Operating;

/// <summary><c>queue redrive</c>, <c>queue purge</c> and <c>queue cancel-all</c>: what is done to one or to many, in portions.</summary>
internal static class BulkCommands
{
    private const int Portion = 200;

    public static IEnumerable<Command> Of(OperatorCommand commands)
    {
        yield return DeadLetters(commands, "redrive", $"Run dead letters again. Say which: a call id, --function for all of a function, or --all for all of the queue; for example 'connectors queue redrive {KnownAnnotations.DefaultQueue} --function shout'.", "redriven", HttpMethod.Post, "/redrive", "/redrive", asks: false);
        yield return DeadLetters(commands, "purge", $"Remove dead letters for good. Say which: a call id, --function for all of a function, or --all for all of the queue; for example 'connectors queue purge {KnownAnnotations.DefaultQueue} --function shout'.", "purged", HttpMethod.Delete, "", "/dead-letters", asks: true);
        yield return CancelAll(commands);
    }

    private static Command DeadLetters(
        OperatorCommand commands, string name, string description, string done, HttpMethod method, string oneRoute, string manyRoute, bool asks)
    {
        var (queue, function, all, yes) = (Names.Queue(), Names.Function(), Names.All("All dead letters of the queue."), Names.Yes());
        var id = new Argument<string?>("call-id") { Arity = ArgumentArity.ZeroOrOne, HelpName = "call-id | --function | --all", Description = "The dead letter of this call alone, by its id; left out with --function and --all." };
        Symbol[] symbols = [queue, id, function, all, .. asks ? [yes] : Array.Empty<Symbol>()];
        return commands.Of(name, description, symbols, async (session, parsed, cancellation) =>
        {
            var (one, of) = (parsed.GetValue(id), parsed.GetValue(function));
            if (new[] { one is not null, of is not null, parsed.GetValue(all) }.Count(given => given) != 1)
                throw OperatorFaultException.Usage($"say what to {name}: a call id, --function, or --all; one of them");
            var status = await session.Api.QueueAsync(parsed.GetRequiredValue(queue), cancellation);
            var root = $"/{QueueApi.Escape(status.Queue)}";
            var total = one is not null ? 1 : Count(status, of, counted => counted.Dead, counted => counted.Dead);
            if (of is not null && !Names.IsOn(status, of))
                await session.Api.RequireFunctionAsync(of, name, cancellation);
            if (asks && total > 0 && !parsed.GetValue(yes))
                Confirmation.Ask(session.Surroundings, $"Remove {Many(one, of, total)} of queue {status.Queue} for good?");
            if (one is not null)
                await session.Api.ChangeAsync(method, $"{root}/dead-letters/{QueueApi.Escape(one)}{oneRoute}", cancellation);
            var count = one is not null ? 1 : await PortionsAsync(session, name, total, method, root + manyRoute, of, cancellation);
            Tell(session, count, $"{(count == 1 ? "dead letter" : "dead letters")} {done}");
        });
    }

    private static Command CancelAll(OperatorCommand commands)
    {
        var (queue, function, all, yes) = (Names.Queue(), Names.Function(), Names.All("All calls of the queue."), Names.Yes());
        return commands.Of("cancel-all", "Cancel calls, queued or running. Say which: --function for all of a function, or --all for all of the queue.", [queue, function, all, yes], async (session, parsed, cancellation) =>
        {
            var of = parsed.GetValue(function);
            if (of is not null == parsed.GetValue(all))
                throw OperatorFaultException.Usage("say what to cancel: --function or --all; one of them");
            var status = await session.Api.QueueAsync(parsed.GetRequiredValue(queue), cancellation);
            var total = Count(status, of, counted => counted.Pending + counted.Running + counted.Delayed, counted => counted.Pending + counted.Running + counted.Delayed);
            if (of is not null && !Names.IsOn(status, of))
                await session.Api.RequireFunctionAsync(of, "cancel", cancellation);
            if (total > 0 && !parsed.GetValue(yes))
                Confirmation.Ask(session.Surroundings, $"Cancel {total} {(total == 1 ? "call" : "calls")}{(of is null ? "" : $" of {of}")} on queue {status.Queue}?");
            var count = await PortionsAsync(session, "cancel", total, HttpMethod.Delete, $"/{QueueApi.Escape(status.Queue)}/invocations", of, cancellation);
            Tell(session, count, $"{(count == 1 ? "call" : "calls")} cancelled");
        });
    }

    private static void Tell(OperatorSession session, int count, string what)
    {
        if (session.Json)
            session.Printer.Line($$"""{"count":{{count}}}""");
        else
            session.Printer.Note($"{count} {what}.");
    }

    // No more than there were at first: what dies again, or comes meanwhile, was not meant.
    private static Task<int> PortionsAsync(
        OperatorSession session, string what, long total, HttpMethod method, string route, string? function, CancellationToken cancellationToken) =>
        session.Printer.ProgressAsync(what, total, async told =>
        {
            var done = 0;
            while (done < total)
            {
                var wanted = Math.Min(Portion, total - done);
                var count = await session.Api.CountAsync(method, route + Names.Query(("function", function), ("limit", Shown.Number(wanted))), cancellationToken);
                told(done += count);
                if (count < wanted)
                    break;
            }
            return done;
        });

    private static long Count(QueueStatus status, string? function, Func<QueueStatus, long> all, Func<FunctionQueueStatus, long> one)
    {
        if (function is null)
            return all(status);
        return Names.On(status, function).Sum(one);
    }

    private static string Many(string? one, string? function, long total) =>
        one is not null ? $"dead letter {one}" : $"{total} {(total == 1 ? "dead letter" : "dead letters")}{(function is null ? "" : $" of {function}")}";
}
