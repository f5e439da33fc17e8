using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using Connectors.Cli.Faults;
using Connectors.Cli.Generating;
using Connectors.Cli.Operating;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Commands;

/// <summary>The <c>connectors</c> command with all its subcommands.</summary>
internal sealed class CommandTree(IHub hub, CommandSurroundings surroundings)
{
    private const string About = """
        Brings events to functions, and calls them asynchronously without losing a call.

        Begin with:  connectors up -f stack.yml

        It speaks the OpenFaaS API: faas-cli, stack.yml and function annotations work unchanged.
        """;

    /// <summary>Parses and runs; returns the exit code. Unknown commands and options are usage errors.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var parsed = Root().Parse(arguments);
        if (parsed.Errors.Count > 0 && HasWhatItNeeds(parsed))
            return await WronglyTypedAsync(parsed);
        var configuration = new InvocationConfiguration
        {
            Output = surroundings.Output,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            // Draining after a signal takes as long as the hub's grace period says; signals arrive by our own token.
            ProcessTerminationTimeout = null,
        };
        var code = await parsed.InvokeAsync(configuration, cancellationToken);
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    // Whoever names a group of commands alone is helped by its help, whoever mistypes one option is not.
    private static bool HasWhatItNeeds(ParseResult parsed) => parsed.CommandResult.Command.Subcommands.Count == 0 || parsed.UnmatchedTokens.Count > 0;

    private async Task<int> WronglyTypedAsync(ParseResult parsed)
    {
        foreach (var error in parsed.Errors.Where(error => IsWorthTelling(error, parsed)))
            await surroundings.Error.WriteLineAsync($"connectors: {error.Message}");
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = command.Parent)
            names.Insert(0, command.Command is RootCommand ? "connectors" : command.Command.Name);
        await surroundings.Error.WriteLineAsync($"What it takes is told by '{string.Join(' ', names)} --help'.");
        return ExitCode.Usage;
    }

    // That a command is missing says nothing to who has mistyped one.
    private static bool IsWorthTelling(ParseError error, ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Count == 0 || parsed.UnmatchedTokens.Any(token => error.Message.Contains(token, StringComparison.Ordinal));

    private RootCommand Root()
    {
        var flags = new HubFlags();
        var names = new Argument<string[]>("name") { Arity = ArgumentArity.OneOrMore, Description = $"Connectors to run: {string.Join(", ", hub.Connectors)}, or those of the assemblies in connectors.assemblies" };
        var connect = Running(HubRole.Connect, "connect", "Run connectors alone, near their sources, and send their events to a gateway.", flags, flags.OfConnect, names);
        connect.Arguments.Add(names);
        return new RootCommand(About)
        {
            Running(HubRole.Up, "up", "Run everything in one process: gateway, queue, workers, functions and connectors.", flags, flags.OfUp),
            Running(HubRole.Gateway, "gateway", "Run the gateway: the REST API, function calls and the door of the queue. With the embedded queue it works calls off itself; with --nats workers of their own do.", flags, flags.OfGateway),
            Running(HubRole.Worker, "worker", "Run a worker that takes calls off a queue on NATS JetStream (--nats) and calls functions through a gateway.", flags, flags.OfWorker),
            connect,
            QueueCommandTree.Of(surroundings),
            GenerateCommand.Of(surroundings),
            ProviderCommand(flags),
            VersionCommand(),
            SettingsCommand(),
        };
    }

    private Command Running(HubRole role, string name, string description, HubFlags flags, IEnumerable<Option> options, Argument<string[]>? names = null)
    {
        var command = new Command(name, description);
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
            new HubCommand(hub, surroundings).RunAsync(HubRequest.From(role, parsed, flags, names is null ? [] : parsed.GetValue(names) ?? []), cancellation));
        return command;
    }

    private Command ProviderCommand(HubFlags flags)
    {
        var name = new Argument<string>("name") { Description = "The provider to serve: process" };
        var command = new Command("provider", "Run functions and serve the faas-provider API, by which a gateway elsewhere deploys and calls them. Listens on 127.0.0.1:8081 unless --listen or the setting gateway.listen says otherwise.") { name };
        foreach (var option in flags.OfProvider)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
            new HubCommand(hub, surroundings).RunAsync(HubRequest.ToProvide(parsed.GetValue(name)!, parsed, flags), cancellation));
        return command;
    }

    private Command VersionCommand()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(_ => surroundings.Output.WriteLine($"connectors {Version}"));
        return command;
    }

    private Command SettingsCommand()
    {
        var markdown = new Option<bool>("--markdown") { Description = "Print a page of Markdown, as docs/settings.md is." };
        var command = new Command("settings", "List every setting with its default and meaning.") { markdown };
        command.SetAction(parsed => surroundings.Output.Write(parsed.GetValue(markdown) ? SettingsTable.Markdown(hub.SettingTypes) : SettingsTable.Text(hub.SettingTypes)));
        return command;
    }

    private static string Version =>
        typeof(CommandTree).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
