using System.Net.Sockets;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Companions.Running;

/// <summary>Services of a compose file on a real containerd, by the real program.</summary>
public sealed class CompanionsTests
{
    // Tells when it begins and when it is asked to end.
    private static string Telling(string name, string more = "") => $$"""
          {{name}}:
            image: IMAGE
            command: [sh, -c, "trap 'echo {{name}} >> /shared/ended; exit 0' TERM; echo {{name}} >> /shared/began; sleep 1000 & wait"]
            volumes: ["SHARED:/shared"]
            {{more}}

        """;

    [Fact]
    public async Task They_start_in_their_order_find_each_other_by_name_and_the_gateway_too_and_the_machine_finds_them_by_port()
    {
        var port = LoopbackPorts.Take();
        await using var up = await FaasdUp.MakeAsync("");
        up.Write($$"""
              asker:
                image: IMAGE
                command: [sh, -c, "until wget -q -O /shared/answer http://web:8080/; do sleep 0.1; done; until wget -q -O /shared/gateway http://gateway:{{up.GatewayPort}}/healthz; do sleep 0.1; done; wget -q -O /shared/metrics http://gateway:{{up.MetricsPort}}/metrics; sleep 1000"]
                volumes: ["SHARED:/shared"]
                depends_on: [web]
              web:
                image: IMAGE
                environment: { fprocess: echo HELLO }
                ports: ["127.0.0.1:{{port}}:8080"]

            """);
        await up.StartAgainAsync();

        await up.UntilAsync(() => up.Lines("answer") is ["HELLO"] && up.Lines("gateway") is ["OK"] && up.Lines("metrics").Any(line => line.StartsWith("# TYPE", StringComparison.Ordinal)));
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{port}/"), new StringContent(""), TestContext.Current.CancellationToken);

        Assert.Contains($"web, asker; what they say is in {up.Data}/companions/logs", up.Output, StringComparison.Ordinal);
        Assert.Equal("HELLO\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(up.Output.IndexOf("Service web runs", StringComparison.Ordinal) is var web and >= 0 && web < up.Output.IndexOf("Service asker runs", StringComparison.Ordinal), up.Output);
    }

    [Fact]
    public async Task One_that_ends_comes_back_each_time_a_little_later_and_says_why_in_its_log()
    {
        await using var up = await FaasdUp.StartAsync("""
              weak:
                image: IMAGE
                command: [sh, -c, "echo began >> /shared/began; echo about to fall; exit 3"]
                volumes: ["SHARED:/shared"]
              once:
                image: IMAGE
                command: [sh, -c, "echo once >> /shared/once"]
                volumes: ["SHARED:/shared"]
                restart: on-failure

            """);

        await up.UntilAsync(() => up.Lines("began").Length >= 3 && up.Output.Contains("Service once is not started again", StringComparison.Ordinal));
        var log = Path.Combine(up.Data, "companions", "logs", "weak", "0000000001.log");
        await up.UntilAsync(() => File.Exists(log) && File.ReadAllText(log) is var said && said.Contains("about to fall", StringComparison.Ordinal) && said.Contains("not running: it exited with 3", StringComparison.Ordinal));

        Assert.Contains("it exited with 3. Next try in 00:00:00.1", up.Output, StringComparison.Ordinal);
        Assert.Contains("it exited with 3. Next try in 00:00:00.2", up.Output, StringComparison.Ordinal);
        Assert.Equal(["once"], up.Lines("once"));
    }

    [Fact]
    public async Task After_kill_9_the_next_hub_takes_over_what_runs_and_replaces_what_the_file_has_changed()
    {
        await using var up = await FaasdUp.StartAsync(Telling("kept") + Telling("changed") + Telling("dropped"));
        await up.UntilAsync(() => up.Lines("began").Length == 3);
        var (kept, changed) = (await up.TaskAsync("kept"), await up.TaskAsync("changed"));

        await up.KillAsync();
        up.Write(Telling("kept", "depends_on: [changed]") + Telling("changed", "environment: { NEW: 1 }"));
        await up.StartAgainAsync();
        await up.UntilAsync(() => up.Lines("began").Length == 4);

        Assert.Equal(kept, await up.TaskAsync("kept"));
        Assert.NotEqual(changed, await up.TaskAsync("changed"));
        Assert.Equal("", await up.TaskAsync("dropped"));
        Assert.Contains("2 services of the compose file are looked after; 1 that run were adopted, 2 containers that cannot be used were removed", up.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_functions_outlive_the_hub_they_do_too()
    {
        await using var up = await FaasdUp.StartAsync(Telling("lasting"), "keep-running: true");
        await up.UntilAsync(() => up.Lines("began").Length == 1);
        var lasting = await up.TaskAsync("lasting");

        Assert.Equal(0, await up.TerminateAsync());
        Assert.Equal(lasting, await up.TaskAsync("lasting"));
        await up.StartAgainAsync();

        Assert.Equal(lasting, await up.TaskAsync("lasting"));
        Assert.Empty(up.Lines("ended"));
        Assert.Contains("1 services of the compose file are looked after; 1 that run were adopted", up.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_ends_them_the_other_way_round_and_leaves_nothing()
    {
        await using var up = await FaasdUp.StartAsync(Telling("first") + Telling("second", "depends_on: [first]") + Telling("third", "depends_on: [second]"));
        await up.UntilAsync(() => up.Lines("began").Length == 3);
        Assert.Equal(["first", "second", "third"], up.Lines("began"));

        Assert.Equal(0, await up.TerminateAsync());

        Assert.Equal(["third", "second", "first"], up.Lines("ended"));
        Assert.Equal("", await up.AskAsync("containers", "ls", "-q"));
        Assert.Equal("", await up.AskAsync("tasks", "ls", "-q"));
        Assert.DoesNotContain("Active", await up.AskAsync("snapshots", "ls"), StringComparison.Ordinal);
        Assert.Equal("", await up.AskAsync("leases", "ls", "-q"));
        Assert.DoesNotContain(Files(up.Leases), file => char.IsAsciiDigit(Path.GetFileName(file)[0]));
        Assert.Empty(Files(Path.Combine(up.State, "companions")));
        Assert.DoesNotContain(up.State, await File.ReadAllTextAsync("/proc/mounts", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateDirectories("/sys/fs/cgroup", "connectors_openfaas_*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }), group => new[] { "first", "second", "third" }.Any(group.EndsWith));
    }

    [Fact]
    public async Task An_image_that_is_not_there_holds_up_only_who_depends_on_it()
    {
        await using var up = await FaasdUp.StartAsync(
            Telling("well") + Telling("lame").Replace("IMAGE", "IMAGE-missing", StringComparison.Ordinal) + Telling("waiting", "depends_on: [lame]"));

        await up.UntilAsync(() => up.Lines("began").Length == 1 && up.Output.Contains("Service lame is not running", StringComparison.Ordinal));

        Assert.Contains("Service waiting waits for lame, on which it depends", up.Output, StringComparison.Ordinal);
        Assert.Equal(["well"], up.Lines("began"));
        Assert.False(up.HasExited);
    }

    [Fact]
    public async Task A_port_that_somebody_has_is_named_with_its_service_and_nothing_is_started()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        await using var up = await FaasdUp.MakeAsync(Telling("web", $"ports: [\"127.0.0.1:{port}:80\"]"));

        Assert.Equal(1, await up.FailAsync());

        Assert.Contains($"port {port} on 127.0.0.1 cannot lead to 'web'", up.Output, StringComparison.Ordinal);
        Assert.Contains("Stop the program that has it, or choose another port in the compose file.", up.Output, StringComparison.Ordinal);
        Assert.Empty(up.Lines("began"));
    }

    [Fact]
    public async Task They_go_on_while_containerd_is_away_and_what_ended_meanwhile_is_started_again()
    {
        await using var up = await FaasdUp.StartAsync(Telling("well") + Telling("ill"));
        await up.UntilAsync(() => up.Lines("began").Length == 2);
        var (well, ill) = (await up.TaskAsync("well"), int.Parse(await up.TaskAsync("ill"), System.Globalization.CultureInfo.InvariantCulture));

        await up.Containerd.KillAsync();
        Signals.Send(ill, 9);
        await up.Containerd.StartAgainAsync();
        await up.UntilAsync(() => up.Lines("began").Length == 3);

        Assert.Equal(["ill"], up.Lines("began")[2..]);
        Assert.Equal(well, await up.TaskAsync("well"));
    }

    [Fact]
    public async Task A_container_of_the_same_name_that_somebody_else_runs_is_left_alone()
    {
        await using var up = await FaasdUp.StartAsync(Telling("other"));
        await up.UntilAsync(() => up.Lines("began").Length == 1);
        await up.TerminateAsync();
        await up.AskAsync("run", "-d", "--null-io", up.Image, "other", "sleep", "1000");
        var theirs = await up.TaskAsync("other");

        await up.StartAgainAsync();
        await up.UntilAsync(() => up.Output.Contains("something else has a container 'other'", StringComparison.Ordinal));
        await up.TerminateAsync();

        Assert.Equal(theirs, await up.TaskAsync("other"));
        Assert.Single(up.Lines("began"));
    }

    private static string[] Files(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
}
