using Connectors.Worker.Invocations;

namespace Connectors.Worker.Tests.Invocations;

public sealed class ResultSpoolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("connectors-spool-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_is_spooled_has_no_name_and_is_read_by_several_from_the_start()
    {
        using var spool = new ResultSpool(folder);
        Assert.True(await spool.TryAppendAsync("hello "u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.True(await spool.TryAppendAsync("world"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        using var first = new StreamReader(spool.OpenRead());
        using var second = new StreamReader(spool.OpenRead());
        Assert.Equal('h', first.Read());
        Assert.Equal("hello world", await second.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("ello world", await first.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal((11, null), (spool.Length, spool.Fault));
    }

    [Fact]
    public async Task A_directory_that_takes_nothing_is_told_of_in_one_line()
    {
        using var spool = new ResultSpool(Path.Combine(folder, "none"));
        Assert.False(await spool.TryAppendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.StartsWith(Path.Combine(folder, "none") + ": ", spool.Fault);
        Assert.Same(Stream.Null, spool.OpenRead());
    }
}
