using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Connectors.Cli.Banner;
using Connectors.Cli.Commands;
using Spectre.Console;

namespace Connectors.Cli.Operating;

/// <summary>
/// Prints what operators asked for: with lines and colours on a terminal, and in plain columns, two blanks between them, where a program
/// reads. Nothing that came from elsewhere can steer the terminal.
/// </summary>
internal sealed class OperatorPrinter(CommandSurroundings surroundings)
{
    /// <summary>A table, no cell ever cut short; a cell is empty rather than absent.</summary>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        if (surroundings.IsTerminal)
            BannerWriter.ConsoleFor(surroundings.Output, plain: false).Write(Drawn(columns, rows));
        else
            Plain(columns, rows);
    }

    /// <summary>Names and values, one a line; empty values are left out.</summary>
    public void Facts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        foreach (var (name, value) in facts)
        {
            if (value.Length > 0)
                surroundings.Output.WriteLine($"{name,-14} {Safe(value)}");
        }
    }

    /// <summary>A sentence among the output.</summary>
    public void Line(string text) => surroundings.Output.WriteLine(Safe(text));

    /// <summary>A sentence beside the output, which a program that reads the output does not see.</summary>
    public void Note(string text) => surroundings.Error.WriteLine(Safe(text));

    /// <summary>The value as the REST API tells it.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> contract) => surroundings.Output.WriteLine(JsonSerializer.Serialize(value, contract));

    /// <summary>Does something that takes a while, with a bar on a terminal.</summary>
    /// <param name="what">What it is, e.g. <c>redriving</c>.</param>
    /// <param name="total">Of how many.</param>
    /// <param name="work">Tells after each portion how many are done.</param>
    public async Task<int> ProgressAsync(string what, long total, Func<Action<int>, Task<int>> work)
    {
        if (!surroundings.IsTerminal)
            return await work(_ => { });
        return await AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Output) }).Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(Safe(what)), maxValue: Math.Max(1, total));
                return await work(done => bar.Value = done);
            });
    }

    private static Table Drawn(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn($"[bold]{Markup.Escape(column)}[/]").NoWrap());
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => Markup.Escape(Safe(cell)))]);
        return table;
    }

    private void Plain(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        var widths = columns.Select((column, index) => rows.Select(row => row[index].Length).Append(column.Length).Max()).ToArray();
        foreach (var row in rows.Prepend([.. columns]))
            surroundings.Output.WriteLine(string.Join("  ", row.Select((cell, index) => Safe(cell).PadRight(widths[index]))).TrimEnd());
    }

    private static string Safe(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
