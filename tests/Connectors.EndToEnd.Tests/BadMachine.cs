using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests;

/// <summary>Ports in use, directories that cannot be written, disks that are full or become so.</summary>
public sealed class BadMachine
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          echo:
            image: echo
            fprocess: cat
            annotations:
              com.openfaas.retry.min_wait: 1s
        """;

    [Fact]
    public async Task A_metrics_port_in_use_is_named()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = listener.LocalEndpoint.ToString()!;
        var folder = Directory.CreateTempSubdirectory("connectors-e2e-").FullName;
        try
        {
            var (exitCode, output) = await ConnectorsProgram.RunAsync("up", "--data", Path.Combine(folder, "data"), "--listen", "127.0.0.1:0", "--metrics-listen", taken);
            Assert.Equal(1, exitCode);
            Assert.Equal($"connectors: {taken} (gateway.metrics-listen) is in use by another program; stop it, or choose another port with --metrics-listen\n", output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Neither needs a user without rights: below a file and in /proc nobody makes a directory.
    [Theory]
    [InlineData("/etc/passwd/data")]
    [InlineData("/proc/connectors")]
    public async Task A_data_directory_that_cannot_be_written_is_one_line(string directory)
    {
        var (exitCode, output) = await ConnectorsProgram.RunAsync("up", "--data", directory, "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"connectors: {directory} ", Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("name another data directory with --data", output);
    }

    // The smallest has no room for a process id, the next not for all secrets, the others not for the queue.
    [Theory]
    [InlineData("4k")]
    [InlineData("16k")]
    [InlineData("32k")]
    [InlineData("64k")]
    [InlineData("128k")]
    public async Task A_full_disk_at_start_is_one_line(string size)
    {
        var folder = Directory.CreateTempSubdirectory("connectors-e2e-").FullName;
        try
        {
            await using var disk = await SmallDisk.MountAsync(folder, size);
            var (exitCode, output) = await ConnectorsProgram.RunAsync("up", "--data", folder, "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0");
            Assert.Equal(1, exitCode);
            var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.Contains(" info: ", StringComparison.Ordinal));
            Assert.StartsWith("connectors: ", line);
            Assert.Contains(folder, line);
            Assert.Matches("make room|free some space", line);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_disk_that_fills_up_costs_no_accepted_call_and_is_forgiven()
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        Assert.Equal(0, await hub.InterruptAsync());
        await using var disk = await SmallDisk.MountAsync(hub.Data, "24m");
        await hub.StartAgainAsync();
        var accepted = new List<string>();
        for (var call = 0; call < 20; call++)
            accepted.Add((await CallAsync(hub)).Id!);

        var ballast = Path.Combine(hub.Data, "ballast");
        Fill(ballast);
        HttpStatusCode status = default;
        await Eventually.TrueAsync(
            async () =>
            {
                Fill(ballast);
                (status, var id, var retryAfter) = await CallAsync(hub);
                if (id is not null)
                    accepted.Add(id);
                else
                    Assert.True(retryAfter >= TimeSpan.FromSeconds(1), "no Retry-After");
                return id is null;
            },
            Soon,
            () => "a full disk accepts calls for ever");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);

        File.Delete(ballast);
        await Eventually.TrueAsync(
            async () =>
            {
                (status, var id, _) = await CallAsync(hub);
                if (id is not null)
                    accepted.Add(id);
                return id is not null;
            },
            Soon,
            () => $"still {status}; {hub.Output}");
        foreach (var id in accepted)
            await SucceededAsync(hub, id);
        Assert.Equal(0, await hub.InterruptAsync());
    }

    private static async Task<(HttpStatusCode Status, string? Id, TimeSpan? RetryAfter)> CallAsync(HubProcess hub)
    {
        using var answer = await hub.Client.PostAsync("async-function/echo", new StringContent(new string('x', 32 * 1024)));
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.Accepted ? answer.Headers.GetValues("X-Call-Id").Single() : null, answer.Headers.RetryAfter?.Delta);
    }

    private static async Task SucceededAsync(HubProcess hub, string id)
    {
        JsonElement story = default;
        await Eventually.TrueAsync(
            async () =>
            {
                story = await hub.Client.GetFromJsonAsync<JsonElement>($"async-function/{id}");
                return story.GetProperty("state").GetString() == "succeeded";
            },
            Soon,
            () => $"call {id} stands at {story}; {hub.Output}");
    }

    private static void Fill(string file)
    {
        var block = new byte[4096];
        try
        {
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
                stream.Write(block);
        }
        catch (IOException full) when ((full.HResult & 0xFFFF) == 28)
        {
            // As intended.
        }
    }

    /// <summary>A disk of its own, mounted over a directory; a test that may not mount is skipped.</summary>
    private sealed class SmallDisk(string directory) : IAsyncDisposable
    {
        public static async Task<SmallDisk> MountAsync(string directory, string size)
        {
            if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", directory) is { } refusal)
                Assert.Skip($"a small disk cannot be mounted here: {refusal}");
            return new SmallDisk(directory);
        }

        // Lazily, because a hub that failed its test may still run in it.
        public async ValueTask DisposeAsync() => Assert.Null(await RunAsync("umount", "-l", directory));

        private static async Task<string?> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : $"{program} ended with {process.ExitCode}: {error.Trim()}";
        }
    }
}
