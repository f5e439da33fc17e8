using Connectors.Cli.Commands;
using Connectors.Cli.Composition;

using var signals = new StopSignals();
return await new CommandTree(new Hub(Console.Out), CommandSurroundings.OfProcess()).RunAsync(args, signals.Token);
