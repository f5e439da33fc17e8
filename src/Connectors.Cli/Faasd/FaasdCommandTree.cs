using System.CommandLine;
using Connectors.Cli.Commands;

namespace Connectors.Cli.Faasd;

/// <summary><c>connectors faasd …</c>: a machine of functions in containers, as faasd makes one.</summary>
internal static class FaasdCommandTree
{
    private const string About = """
        Run functions in containers of this machine with containerd, and services beside them from a compose file: what faasd does.

        Try it:      sudo connectors faasd up
        To stay:     sudo connectors faasd install
        """;

    private const string AboutUp = """
        Run everything in one process: gateway, queue, workers and connectors; functions in containers of this machine; and the services of a
        compose file beside them, which functions reach by their names. Needs root, containerd and CNI plugins (Debian: apt install containerd
        containernetworking-plugins iptables).

        SIGTERM ends functions and services, unless faasd.keep-running says otherwise; functions stay deployed and come back with the next start. After
        a kill -9 the next start takes over what still runs.
        """;

    public static Command Of(IHub hub, CommandSurroundings surroundings, HubFlags flags) => new("faasd", About)
    {
        Up(hub, surroundings, flags),
        Install(surroundings, flags),
    };

    private static Command Up(IHub hub, CommandSurroundings surroundings, HubFlags flags)
    {
        var command = new Command("up", AboutUp);
        foreach (var option in flags.OfFaasd)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => new HubCommand(hub, surroundings).RunAsync(HubRequest.ToRunFaasd(parsed, flags), cancellation));
        return command;
    }

    private static Command Install(CommandSurroundings surroundings, HubFlags flags)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the unit and write nothing." };
        var force = new Option<bool>("--force") { Description = "Replace a unit that somebody has changed; the old one is kept beside it." };
        var program = new Option<string>("--program") { HelpName = "file", Description = "The command that the service runs. Default: this one" };
        var command = new Command("install", "Make 'connectors faasd up' a service of systemd that starts with the machine. Says what to do next; starts nothing itself.")
        {
            dryRun, force, program, flags.Compose, flags.Config, flags.DataOfFaasd, flags.Listen,
        };
        command.SetAction(parsed => new FaasdInstallation(surroundings).Run(new FaasdInstallRequest
        {
            DryRun = parsed.GetValue(dryRun),
            Force = parsed.GetValue(force),
            Program = parsed.GetValue(program),
            Compose = parsed.GetValue(flags.Compose),
            Config = parsed.GetValue(flags.Config),
            Data = parsed.GetValue(flags.DataOfFaasd),
            Listen = parsed.GetValue(flags.Listen),
        }));
        return command;
    }
}
