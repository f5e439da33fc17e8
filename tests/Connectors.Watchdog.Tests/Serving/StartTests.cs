using System.Net;
using System.Net.Sockets;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Serving;

public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("watchdog-").FullName;

    public StartTests()
    {
        File.WriteAllText(Path.Combine(folder, "plain"), "#!/bin/sh\necho plain\n");
        File.WriteAllText(Path.Combine(folder, "program"), "#!/bin/sh\necho ran in $PWD as $0\n");
        MakeExecutable("program");
        File.WriteAllText(Path.Combine(folder, "formless"), "echo no first line\n");
        MakeExecutable("formless");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("no-such-program-anywhere -x", "The program 'no-such-program-anywhere' was not found in PATH (")]
    [InlineData("./missing", "The program './missing' does not exist (")]
    [InlineData("/etc", "The program '/etc' is a folder (")]
    [InlineData("./plain", "The program './plain' is not executable; run chmod +x ")]
    [InlineData("plain", "The program 'plain' is not executable; run chmod +x ")]
    [InlineData("  ", "No command is given: set fprocess")]
    [InlineData("''", "No command is given: set fprocess")]
    [InlineData("cat \0", "The command contains a NUL character.")]
    public async Task A_command_that_cannot_run_is_refused_by_name(string process, string reason)
    {
        foreach (var mode in Enum.GetValues<WatchdogMode>())
        {
            var fault = await Assert.ThrowsAsync<WatchdogStartException>(() => RunningWatchdog.StartAsync(process, options => In(options) with { Mode = mode }));
            Assert.StartsWith(reason, fault.Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0")]
    public async Task Names_that_cannot_be_variables_are_refused(string name)
    {
        var fault = await Assert.ThrowsAsync<WatchdogStartException>(() => RunningWatchdog.StartAsync("cat", options => options with { Environment = new Dictionary<string, string> { [name] = "x" } }));
        Assert.StartsWith("The environment variable", fault.Message);
    }

    [Fact]
    public async Task A_command_with_an_open_quote_is_split_at_its_blanks_and_the_log_says_so()
    {
        await using var open = await RunningWatchdog.StartAsync("echo it's", options => options);
        Assert.Equal("it's\n", await open.PostTextAsync(""));
        Assert.Equal("Unbalanced quote: the ' at position 8 of the command 'echo it's' is never closed; the command is split at its blanks.", open.Lines[0]);
    }

    [Fact]
    public async Task Quotes_are_ordinary_characters_when_the_command_is_split_at_blanks()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("echo 'a b'", options => options with { SplitAtBlanks = true });
        Assert.Equal("'a b'\n", await watchdog.PostTextAsync(""));
    }

    [Fact]
    public async Task A_missing_working_directory_is_refused()
    {
        var fault = await Assert.ThrowsAsync<WatchdogStartException>(() => RunningWatchdog.StartAsync("cat", options => options with { WorkingDirectory = folder + "/none" }));
        Assert.Equal($"The working directory '{folder}/none' does not exist.", fault.Message);
    }

    [Fact]
    public async Task A_taken_address_is_refused_by_name()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var fault = await Assert.ThrowsAsync<WatchdogStartException>(() => RunningWatchdog.StartAsync("cat", options => options with { Listen = (IPEndPoint)taken.LocalEndpoint }));
        Assert.StartsWith($"Cannot listen on {taken.LocalEndpoint}: ", fault.Message);
    }

    [Theory]
    [InlineData("program")]
    [InlineData("./program")]
    public async Task The_program_is_found_and_run_in_its_working_directory(string process)
    {
        await using var watchdog = await RunningWatchdog.StartAsync(process, In);
        Assert.StartsWith($"ran in {folder} as ", await watchdog.PostTextAsync(""));
    }

    [Fact]
    public async Task A_file_without_a_form_and_one_that_has_gone_answer_500_and_say_so()
    {
        await using var formless = await RunningWatchdog.StartAsync("formless", In);
        using var response = await formless.PostAsync("");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("exec format error", await TextAsync(response));
        await using var gone = await RunningWatchdog.StartAsync("program", In);
        File.Delete(Path.Combine(folder, "program"));
        Assert.Contains("could not be started: No such file or directory", await gone.PostTextAsync(""));
        Assert.Equal(0, Zombies());
    }

    private void MakeExecutable(string name)
    {
        using var chmod = System.Diagnostics.Process.Start("chmod", ["+x", Path.Combine(folder, name)]);
        chmod.WaitForExit();
    }

    private WatchdogOptions In(WatchdogOptions options) => options with
    {
        WorkingDirectory = folder,
        Environment = new Dictionary<string, string> { ["PATH"] = ".:" + options.Environment["PATH"] },
    };
}
