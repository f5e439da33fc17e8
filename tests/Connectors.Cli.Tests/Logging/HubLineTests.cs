using System.Globalization;
using Connectors.Cli.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Cli.Tests.Logging;

public sealed class HubLineTests
{
    private static readonly Func<ILogger, string, IDisposable?> Call = LoggerMessage.DefineScope<string>("call {CallId}");
    private static readonly Func<ILogger, string, IDisposable?> Request = LoggerMessage.DefineScope<string>("RequestPath:{RequestPath}");

    [Fact]
    public void An_entry_is_one_line_that_says_when_how_bad_who_and_what() =>
        Assert.Equal($"07:08:09 warn: Connectors.Worker.Thing[7] It failed{Environment.NewLine}", Line("It failed", new LoggerExternalScopeProvider()));

    [Theory]
    [InlineData(0)]
    [InlineData(1_482_736_119)]
    public void A_number_that_nobody_gave_is_not_told(int id) =>
        Assert.Equal($"07:08:09 warn: Connectors.Worker.Thing It failed{Environment.NewLine}", Line("It failed", new LoggerExternalScopeProvider(), id: id));

    [Fact]
    public void Of_all_scopes_the_call_is_told()
    {
        var scopes = new Scopes();
        using var request = Request(scopes, "/function/x");
        using var call = Call(scopes, "call-1");
        Assert.Equal($"07:08:09 warn: Connectors.Worker.Thing[7] call call-1: It failed{Environment.NewLine}", Line("It failed", scopes.Provider));
    }

    [Fact]
    public void Text_with_line_breaks_and_exceptions_stay_in_their_line()
    {
        var line = Line("It failed:\r\n07:08:09 info: Forged[1]\nall is well", new LoggerExternalScopeProvider(), new InvalidOperationException("first\nsecond"));
        Assert.Equal(1, line.Count('\n'));
        Assert.Contains("all is well System.InvalidOperationException: first second", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_of_others_do_not_reach_the_log()
    {
        var scopes = new Scopes();
        using var call = Call(scopes, "a\eb");
        var line = Line("It \e[2Jfailed\0\u009b31m\tat\u007f\u0085last", scopes.Provider, new InvalidOperationException("\e]0;owned\a"));
        Assert.DoesNotContain(line.TrimEnd(), char.IsControl);
        Assert.Contains("call a b: It  [2Jfailed  31m at  last System.InvalidOperationException:  ]0;owned ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_long_texts_are_cut()
    {
        var line = Line(new string('x', 1 << 20), new LoggerExternalScopeProvider());
        Assert.InRange(line.Length, 16 << 10, 17 << 10);
        Assert.EndsWith("x…", line.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_the_level_in_colour() =>
        Assert.Equal("\e[33mwarn\e[0m", new HubLineColour(isTerminal: true).Paint(LogLevel.Warning, "warn"));

    private static string Line(string text, IExternalScopeProvider scopes, Exception? exception = null, int id = 7)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var entry = new LogEntry<string>(LogLevel.Warning, "Connectors.Worker.Thing", new EventId(id), text, exception, (state, _) => state);
        new HubLine(new FakeTimeProvider(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero)), new HubLineColour(isTerminal: false)).Write(entry, scopes, writer);
        return writer.ToString();
    }

    private sealed class Scopes : ILogger
    {
        public LoggerExternalScopeProvider Provider { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => Provider.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw new NotSupportedException();
    }
}
