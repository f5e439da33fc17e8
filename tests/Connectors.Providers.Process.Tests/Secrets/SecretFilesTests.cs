using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Process.Tests.Secrets;

public sealed class SecretFilesTests : ProcessProviderTests
{
    private const string Value = "correct horse battery staple";

    private Task<ProviderResult> WriteAsync(string name, string value = Value, WriteMode mode = WriteMode.Create) =>
        Provider.Secrets.WriteAsync(new FunctionSecret(name, FunctionName.DefaultNamespace, Encoding.UTF8.GetBytes(value)), mode, Cancellation);

    private string MountOf(string function) =>
        Path.Combine(Directory.GetDirectories(Host.Data.File("work", FunctionName.DefaultNamespace, function)).Single(), "secrets");

    [Fact]
    public async Task Files_are_for_the_owner_alone_and_not_writable_for_the_function()
    {
        await WriteAsync("key");
        await WriteAsync("other");
        await RunAsync(Recipes.Shout("a") with { Secrets = ["key"] });
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Host.Data.File("secrets-store", FunctionName.DefaultNamespace, "key")));
        var mount = MountOf("a");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(mount));
        var file = Assert.Single(Directory.GetFiles(mount));
        Assert.Equal("key", Path.GetFileName(file));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file));
        await WriteAsync("key", "new", WriteMode.Update);
        Assert.Equal("new", await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(mount));
    }

    [Fact]
    public async Task A_removed_secret_leaves_the_functions_too_and_they_start_again_without_it()
    {
        await WriteAsync("key");
        var name = await RunAsync(Recipes.Shout("a") with { Secrets = ["key"] });
        await Provider.Secrets.DeleteAsync("key", FunctionName.DefaultNamespace, Cancellation);
        Assert.Empty(Directory.GetFiles(MountOf("a")));
        await Host.RestartAsync();
        await UntilAsync(name, endpoints => endpoints?.Ready.Count == 1);
    }

    [Fact]
    public async Task Values_are_nowhere_but_in_their_files()
    {
        await WriteAsync("key");
        await RunAsync(Recipes.Shell("a", "cat", ("read_timeout", "something for the log")) with { Secrets = ["key"] });
        await WriteAsync("key", Value + "!", WriteMode.Update);
        await Host.RestartAsync();
        Assert.DoesNotContain(Host.Recorder.Lines, line => line.Contains(Value, StringComparison.Ordinal));
        foreach (var path in Directory.GetFiles(Host.Data.File("functions"), "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(Host.Data.File("logs"), "*", SearchOption.AllDirectories)))
            Assert.DoesNotContain(Value, await File.ReadAllTextAsync(path, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_name_and_bytes_of_any_kind_are_kept()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 50), 5))[..253];
        var bytes = new byte[] { 0, 255, 10, 13, 128 };
        Assert.Equal(ProviderResult.Accepted, await Provider.Secrets.WriteAsync(new FunctionSecret(name, FunctionName.DefaultNamespace, bytes), WriteMode.Create, Cancellation));
        await RunAsync(Recipes.Shout("a") with { Secrets = [name] });
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(MountOf("a"), name), Cancellation));
    }

    [Fact]
    public async Task A_value_over_a_mebibyte_is_refused()
    {
        var result = await Provider.Secrets.WriteAsync(new FunctionSecret("big", FunctionName.DefaultNamespace, new byte[(1024 * 1024) + 1]), WriteMode.Create, Cancellation);
        Assert.Equal(ProviderOutcome.Refused, result.Outcome);
        Assert.Contains("big", result.Reason, StringComparison.Ordinal);
    }
}
