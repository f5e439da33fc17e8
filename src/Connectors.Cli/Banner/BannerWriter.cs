using Spectre.Console;

namespace Connectors.Cli.Banner;

/// <summary>Prints the banner: in colour on a terminal, plain elsewhere, and never breaking a line that is meant to be copied.</summary>
internal static class BannerWriter
{
    private const int Unbroken = 100_000;

    /// <summary>A console that writes there.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="plain">True for no colour whatever the writer is; false to let the terminal decide.</param>
    public static IAnsiConsole ConsoleFor(TextWriter writer, bool plain)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Unbroken;
        return console;
    }

    /// <summary>Prints everything.</summary>
    public static void Write(IAnsiConsole console, BannerModel model)
    {
        Line(console, "[bold]Connectors is running.[/]");
        Line(console, "");
        Fact(console, "gateway", model.Gateway.ToString().TrimEnd('/'));
        if (model.Metrics is { } metrics)
            Fact(console, "metrics", metrics.ToString());
        if (model.MqttBroker is { } broker)
            Fact(console, "mqtt broker", broker);
        Fact(console, "data", model.DataDirectory);
        if (model.Services is { } services)
            Fact(console, "services", services.Count == 0 ? "none; name a compose file with -f" : $"{string.Join(", ", services)}; what they say is in {Path.Combine(model.DataDirectory, "companions", "logs")}");
        Access(console, model);
        if (!model.HasConnectors)
            Fact(console, "connectors", "webhooks and HTTP events; schedules and other topics need a 'connectors connect'");
        if (!model.HasWorker)
            Fact(console, "queued calls", "are stored here and run by a 'connectors worker'");
        Functions(console, model);
        Line(console, "");
        Line(console, "[bold]Try[/]");
        foreach (var example in BannerExamples.Of(model))
            Line(console, $"  [green]{Safe(example)}[/]");
    }

    private static void Access(IAnsiConsole console, BannerModel model)
    {
        if (model.Credentials is not { } who)
        {
            Fact(console, "credentials", "none are asked for (--no-auth)");
            return;
        }
        Fact(console, "credentials", $"{who.UserFile}, {who.PasswordFile}");
        var gateway = model.Gateway.ToString().TrimEnd('/');
        Fact(console, "log in", $"cat {ShellText.Quote(who.PasswordFile)} | faas-cli login -u {ShellText.Quote(who.User)} --password-stdin -g {gateway}");
    }

    private static void Functions(IAnsiConsole console, BannerModel model)
    {
        Line(console, "");
        Line(console, "[bold]Functions[/]");
        if (model.Functions.Count == 0 && model.NotDeployed.Count == 0)
            Line(console, model.Services is null ? "  none yet; deploy some with 'connectors up -f stack.yml' or 'faas-cli deploy'" : "  none yet; deploy some with 'faas-cli deploy'");
        var width = model.Functions.Select(function => function.CallName.Length).DefaultIfEmpty().Max();
        foreach (var function in model.Functions)
        {
            var triggers = (model.HasConnectors ? function.Triggers : []).Select(trigger => $", {trigger}");
            Line(console, $"  [yellow]{Safe(function.CallName.PadRight(width))}[/]  {Safe($"http /function/{function.CallName}{string.Concat(triggers)}")}");
            if (function.NotReady is { } reason)
                Line(console, $"  {new string(' ', width)}  [red]not ready: {Safe(reason)}[/]");
        }
        foreach (var refusal in model.NotDeployed)
            Line(console, $"  [red]not deployed: {Safe(refusal)}[/]");
    }

    private static void Fact(IAnsiConsole console, string name, string value) => Line(console, $"  [grey]{name,-12}[/] {Safe(value)}");

    private static void Line(IAnsiConsole console, string markup) => console.MarkupLine(markup);

    // Annotations come from whoever deploys: nothing in them may steer the terminal.
    private static string Safe(string text) => Markup.Escape(string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)));
}
