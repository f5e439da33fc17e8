using System.Xml.Linq;

namespace Connectors.Architecture.Tests.Rooms;

public sealed class RoomTests
{
    public static TheoryData<string> Projects => [.. Repository.RoomProjects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_references_only_whom_it_may(string project) =>
        Proof.NoFaults(AllowedReferences.Faults(project, References(project)));

    [Theory]
    [InlineData("src/Connectors.Core/Connectors.Core.csproj", "Connectors.Sdk")]
    [InlineData("src/Connectors.Sdk/Connectors.Sdk.csproj", "Connectors.Queues.Sqlite")]
    [InlineData("src/Connectors.Worker/Connectors.Worker.csproj", "Connectors.Gateway")]
    [InlineData("connectors/Connectors.Cron/Connectors.Cron.csproj", "Connectors.Queues.Sqlite")]
    [InlineData("connectors/Connectors.Cron/Connectors.Cron.csproj", "Connectors.Core")]
    [InlineData("connectors/Connectors.Postgres/Connectors.Postgres.csproj", "Connectors.Gateway")]
    [InlineData("providers/Connectors.Providers.Process/Connectors.Providers.Process.csproj", "Connectors.Gateway")]
    [InlineData("providers/Connectors.Providers.Faasd/Connectors.Providers.Faasd.csproj", "Connectors.Watchdog")]
    [InlineData("gateway/Connectors.Gateway/Connectors.Gateway.csproj", "Connectors.Cli")]
    public void An_arrow_that_must_not_be_is_found(string project, string reference) =>
        Assert.Contains(reference, Assert.Single(AllowedReferences.Faults(project, [reference])), StringComparison.Ordinal);

    [Theory]
    [InlineData("src/Connectors.Queues.JetStream/Connectors.Queues.JetStream.csproj", "Connectors.Core")]
    [InlineData("connectors/Connectors.Nats/Connectors.Nats.csproj", "Connectors.NatsLogIn")]
    [InlineData("connectors/Connectors.Postgres/Connectors.Postgres.csproj", "Connectors.Sdk")]
    [InlineData("src/Connectors.Cli/Connectors.Cli.csproj", "Connectors.Queues.Sqlite")]
    public void An_arrow_that_may_be_is_no_fault(string project, string reference) =>
        Assert.Empty(AllowedReferences.Faults(project, [reference]));

    [Fact]
    public void A_room_that_nobody_planned_is_found() =>
        Assert.Single(AllowedReferences.Faults("src/Connectors.Cellar/Connectors.Cellar.csproj", []));

    [Fact]
    public void The_rooms_are_found() => Assert.Contains("src/Connectors.Core/Connectors.Core.csproj", Repository.RoomProjects);

    [Fact]
    public void The_ground_floor_stands_on_the_runtime_alone()
    {
        var project = XDocument.Parse(Repository.Read("src/Connectors.Core/Connectors.Core.csproj"));
        Proof.NoFaults(project.Descendants("PackageReference").Concat(project.Descendants("FrameworkReference"))
            .Select(reference => $"Connectors.Core references {reference.Attribute("Include")?.Value}: it holds words and promises, no I/O. Move what needs it into the room that does the work."));
    }

    [Fact]
    public void No_queue_knows_HTTP_servers() =>
        Proof.NoFaults(Repository.RoomSources
            .Where(path => path.StartsWith("src/Connectors.Queues.", StringComparison.Ordinal) && Repository.Read(path).Contains("Microsoft.AspNetCore", StringComparison.Ordinal))
            .Select(path => $"{path} speaks of Microsoft.AspNetCore: a queue stores and leases. Routes over it belong to Connectors.Gateway."));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Connectors.sln").Replace('\\', '/');
        Proof.NoFaults(Repository.AllProjects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal))
            .Select(project => $"{project} is not in Connectors.sln: dotnet sln add {project}"));
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
