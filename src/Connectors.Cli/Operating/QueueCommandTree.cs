using System.CommandLine;
using Connectors.Cli.Commands;

namespace Connectors.Cli.Operating;

/// <summary><c>connectors queue …</c>: queues, calls and dead letters of a gateway, seen and handled over its REST API.</summary>
internal static class QueueCommandTree
{
    public static Command Of(CommandSurroundings surroundings)
    {
        var flags = new OperatorFlags();
        var commands = new OperatorCommand(flags, surroundings);
        var tree = new Command("queue", "See and handle queues, calls and dead letters of a running gateway.");
        foreach (var option in flags.All)
            tree.Options.Add(option);
        foreach (var command in QueueViews.Of(commands).Concat(PageViews.Of(commands)).Concat(CallViews.Of(commands)).Concat(BulkCommands.Of(commands)).Concat(PauseCommands.Of(commands)))
            tree.Subcommands.Add(command);
        return tree;
    }
}
