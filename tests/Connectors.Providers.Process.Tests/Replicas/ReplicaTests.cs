using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Providers.Process.Tests.Replicas;

public sealed class ReplicaTests : ProcessProviderTests
{
    [Fact]
    public async Task A_function_gets_its_own_environment_and_nothing_of_the_hub()
    {
        Environment.SetEnvironmentVariable("CONNECTORS_TEST_CREDENTIAL", "hub's own");
        var name = await RunAsync(new FunctionDeployment { Service = "env", Image = "i", EnvProcess = "env", EnvVars = new Dictionary<string, string> { ["MINE"] = "yes" } });
        var environment = (await CallAsync(name)).Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal("yes", environment["MINE"]);
        Assert.Equal("env", environment["OPENFAAS_NAME"]);
        Assert.Equal(FunctionName.DefaultNamespace, environment["OPENFAAS_NAMESPACE"]);
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), environment["PATH"]);
        Assert.StartsWith(Host.Data.File("work", FunctionName.DefaultNamespace, "env"), environment["HOME"], StringComparison.Ordinal);
        Assert.True(Directory.Exists(environment["TMPDIR"]));
        Assert.Equal(environment["OPENFAAS_SECRETS_DIR"], environment["secret_mount_path"]);
        Assert.DoesNotContain("CONNECTORS_TEST_CREDENTIAL", environment.Keys);
        var allowed = new[] { "MINE", "OPENFAAS_NAME", "OPENFAAS_NAMESPACE", "OPENFAAS_SECRETS_DIR", "secret_mount_path", "PATH", "HOME", "TMPDIR", "CONNECTORS_REPLICA" };
        Assert.Empty(environment.Keys.Where(key => !key.StartsWith("Http_", StringComparison.Ordinal)).Except(allowed));
    }

    [Fact]
    public async Task A_directory_image_is_the_working_directory()
    {
        var directory = Host.Data.File("my functions");
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "greeting"), "hello from here", Cancellation);
        var name = await RunAsync(new FunctionDeployment { Service = "a", Image = "dir:" + directory, EnvProcess = "cat greeting" });
        Assert.Equal("hello from here", await CallAsync(name));
    }

    [Fact]
    public async Task Replicas_have_directories_of_their_own_which_go_with_them()
    {
        var name = await RunAsync(Recipes.Shell("a", "pwd; mkdir -p deep/er; touch deep/er/file; chmod 0 deep"));
        await Provider.Scaling.ScaleAsync(name, 2, Cancellation);
        await UntilAsync(name, endpoints => endpoints?.Ready.Count == 2);
        await CallAsync(name);
        var work = Host.Data.File("work", FunctionName.DefaultNamespace, "a");
        Assert.Equal(2, Directory.GetDirectories(work).Length);
        await Provider.Scaling.ScaleAsync(name, 0, Cancellation);
        await Await.TrueAsync(() => Directory.GetDirectories(work).Length == 0, "scratch directories removed");
    }

    [Fact]
    public async Task A_missing_program_is_named_and_found_once_it_is_there()
    {
        var directory = Host.Data.File("functions-here");
        Directory.CreateDirectory(directory);
        await DeployAsync(new FunctionDeployment { Service = "late", Image = "dir:" + directory, EnvProcess = "./late.sh" });
        var endpoints = await UntilAsync(Named("late"), endpoints => endpoints?.NotReadyReason?.Contains("late.sh", StringComparison.Ordinal) == true);
        var told = Assert.Single(Host.Recorder.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)).Take(1));
        Assert.Contains("is not running: ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("..", told, StringComparison.Ordinal);
        Assert.Empty(endpoints!.Ready);
        Assert.Contains(await LogAsync(Named("late")), line => line.Contains("late.sh", StringComparison.Ordinal));
        var script = Path.Combine(directory, "late.sh");
        await File.WriteAllTextAsync(script + ".new", "#!/bin/sh\necho there", Cancellation);
        File.SetUnixFileMode(script + ".new", UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        File.Move(script + ".new", script);
        await UntilAsync(Named("late"), endpoints => endpoints?.Ready.Count == 1);
        Assert.Equal("there\n", await CallAsync(Named("late")));
    }

    [Fact]
    public async Task A_crash_loop_shows_its_reason()
    {
        await DeployAsync(Recipes.Shell("crash", "echo the database is missing >&2; exit 3", ("mode", "http")));
        await UntilAsync(Named("crash"), endpoints => endpoints?.NotReadyReason?.Contains('3') == true);
        Assert.Equal(0, (await Provider.Catalogue.GetAsync(Named("crash"), Cancellation))?.AvailableReplicas);
        await Await.TrueAsync(() => LogAsync(Named("crash")).Result.Contains("the database is missing"), "its last words are in the log");
    }

    [Fact]
    public async Task An_update_that_cannot_start_leaves_the_old_replicas_serving()
    {
        var name = await RunAsync(Recipes.Answer("a", "one"));
        Assert.Equal(ProviderResult.Accepted, await DeployAsync(Recipes.Shell("a", "exit 1", ("mode", "http")), WriteMode.Update));
        await Await.TrueAsync(() => Host.Services.GetRequiredService<FunctionRegistry>().Find(name)!.Replicas.Count == 2, "the new replica is tried");
        Assert.Equal("one", await CallAsync(name));
        Assert.Equal(ProviderResult.Accepted, await DeployAsync(Recipes.Answer("a", "three"), WriteMode.Update));
        await Await.TrueAsync(() => CallAsync(name).Result == "three", "the next update takes effect");
        await Await.TrueAsync(() => Host.Services.GetRequiredService<FunctionRegistry>().Find(name)!.Replicas.Count == 1, "the others have left");
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_remarked_on_in_the_log()
    {
        var name = await RunAsync(Recipes.Shell("a", "cat", ("read_timeout", "soon"), ("max_inflight", "-3")));
        var log = await LogAsync(name);
        Assert.Contains(log, line => line.Contains("read_timeout 'soon'", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("max_inflight '-3'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resolving_a_known_function_allocates_nothing()
    {
        var name = await RunAsync(Recipes.Shout("a"));
        var resolution = Provider.Resolution;
        _ = await resolution.ResolveAsync(name, Cancellation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Assert.True(IsAnswered(resolution.ResolveAsync(name, CancellationToken.None)));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool IsAnswered(ValueTask<FunctionEndpoints?> answer) => answer.IsCompletedSuccessfully;
}
