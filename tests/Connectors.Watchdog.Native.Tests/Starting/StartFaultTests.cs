using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.Starting;

public sealed class StartFaultTests
{
    [Theory]
    [InlineData("fprocess", "no-such-program", "Error: The program 'no-such-program' was not found in PATH (")]
    [InlineData("fprocess", "/etc/passwd", "Error: The program '/etc/passwd' is not executable; run chmod +x /etc/passwd")]
    [InlineData("fprocess", "", "Error: No command is given: set fprocess, for example to 'cat'.")]
    [InlineData("mode", "inproc", "Error: mode 'inproc' is not known: set mode to classic, ")]
    [InlineData("write_timeout", "0s", "Error: write_timeout is 0: set it to how long an answer may take, for example 30s.")]
    public async Task What_cannot_work_ends_it_at_the_start_with_the_reason(string name, string value, string reason)
    {
        var variables = new Dictionary<string, string> { ["fprocess"] = "cat", ["mode"] = "streaming", ["port"] = "1", [name] = value };
        var (code, said) = await RunningBinary.EndAsync(WatchdogBinary.Path, [], [.. variables.Select(variable => (variable.Key, variable.Value))]);
        Assert.Equal(1, code);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.IPv6Any, 0);
        taken.Server.DualMode = true;
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var (code, said) = await RunningBinary.EndAsync(WatchdogBinary.Path, [], ("fprocess", "cat"), ("port", port));
        Assert.Equal(1, code);
        Assert.Contains($"Error: Cannot listen on [::]:{port}: ", said, StringComparison.Ordinal);
        Assert.Contains("address already in use", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_has_its_default_and_the_log_says_so()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", "cat"), ("read_timeout", "soon"), ("log_buffer_size", "large"));
        Assert.Contains("read_timeout 'soon' is not a usable duration (write for example 30s or 1m30s): 30s is used", watchdog.Said, StringComparison.Ordinal);
        Assert.Contains("log_buffer_size 'large' is not a number of bytes, or -1 for lines of any length: 65536 is used", watchdog.Said, StringComparison.Ordinal);
        Assert.Equal("hello", await watchdog.PostAsync("hello"));
    }
}
