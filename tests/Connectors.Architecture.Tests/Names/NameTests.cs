namespace Connectors.Architecture.Tests.Names;

public sealed class NameTests
{
    [Fact]
    public void Types_are_named_after_what_they_do() =>
        Proof.NoFaults(Repository.RoomSources.SelectMany(path => NameRules.Faults(path, Repository.Read(path))));

    [Fact]
    public void Folders_are_cut_by_capability() => Proof.NoFaults(Repository.RoomSources.SelectMany(NameRules.FolderFaults));

    [Theory]
    [InlineData("public sealed class QueueManager(int a)")]
    [InlineData("internal static partial class HttpUtil\n{")]
    [InlineData("    private readonly record struct LeaseBase(int A);")]
    [InlineData("public interface IHelper")]
    [InlineData("public delegate Task<int> InvokeHelper(string text);")]
    [InlineData("file class Common { }")]
    public void A_name_that_says_nothing_is_found(string source) => Assert.Single(NameRules.Faults("a.cs", source));

    [Theory]
    [InlineData("public sealed class DatabaseFile")]
    [InlineData("public sealed record BaseAddress(Uri Uri);")]
    [InlineData("    // this class Helper is only spoken of")]
    [InlineData("    /// <summary>The class Manager of others.</summary>")]
    public void A_name_that_says_something_is_no_fault(string source) => Assert.Empty(NameRules.Faults("a.cs", source));

    [Theory]
    [InlineData("src/Connectors.Core/Interfaces/IQueue.cs", 1)]
    [InlineData("src/Connectors.Core/Queues/Models/Lease.cs", 1)]
    [InlineData("src/Connectors.Core/Queues/Lease.cs", 0)]
    public void A_folder_by_kind_is_found(string path, int faults) => Assert.Equal(faults, NameRules.FolderFaults(path).Count());
}
