using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Containerd.Api.Containers;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Faasd.Tests.Deployments;

/// <summary>Functions as containerd keeps them.</summary>
public sealed class FunctionContainerTests
{
    [Fact]
    public void A_function_comes_back_whole_and_shows_labels_and_annotations()
    {
        var function = Function(new() { ["team"] = "blue" }, new() { ["topic"] = "a, b" });
        var container = FunctionContainer.Of(function, null);
        Assert.Equal(("blue", "a, b"), (container.Labels["team"], container.Labels["com.openfaas.annotations.topic"]));
        var read = FunctionContainer.Read(ContainerRecord.Of(container), "dev", out var fault);
        Assert.Null(fault);
        Assert.Equal(("a, b", 3L, 2), (read!.Deployment.Annotations!["topic"], read.Revision, read.Replicas));
    }

    [Theory]
    [InlineData("containerd.io/gc.ref.content", "sha256:0")]
    [InlineData("containerd.io/restart.status", "running")]
    [InlineData("connectors/kind", "replica")]
    public void What_containerd_or_we_read_in_labels_no_user_can_write(string name, string value)
    {
        var container = FunctionContainer.Of(Function(new() { [name] = value }, []), null);
        Assert.NotEqual(value, container.Labels.GetValueOrDefault(name));
        Assert.True(FunctionContainer.IsFunction(ContainerRecord.Of(container)));
        // It comes back to its user all the same.
        Assert.Equal(value, FunctionContainer.Read(ContainerRecord.Of(container), "dev", out _)!.Deployment.Labels![name]);
    }

    [Fact]
    public void An_annotation_that_is_too_long_for_a_label_is_kept_with_the_function()
    {
        var function = Function([], new() { ["long"] = new string('x', 5000) });
        var container = FunctionContainer.Of(function, null);
        Assert.DoesNotContain(container.Labels, label => label.Key.Length + label.Value.Length > 4096);
        Assert.Equal(5000, FunctionContainer.Read(ContainerRecord.Of(container), "dev", out _)!.Deployment.Annotations!["long"].Length);
    }

    [Theory]
    [InlineData("""{"format":9,"deployment":{"service":"shout","namespace":"dev","image":"a"},"replicas":1,"createdAt":"2026-01-01T00:00:00Z","revision":1}""", "form 9")]
    [InlineData("""{"format":1,"deployment":{"service":"other","namespace":"dev","image":"a"},"replicas":1,"createdAt":"2026-01-01T00:00:00Z","revision":1}""", "another function")]
    [InlineData("""{"format":1,"deployment":{"service":"shout","namespace":"prod","image":"a"},"replicas":1,"createdAt":"2026-01-01T00:00:00Z","revision":1}""", "another function")]
    [InlineData("{", "")]
    public void A_record_that_cannot_be_used_says_why(string json, string part)
    {
        var container = FunctionContainer.Of(Function([], []), null);
        container.Extensions["connectors/deployment"].Value = Google.Protobuf.ByteString.CopyFromUtf8(json);
        Assert.Null(FunctionContainer.Read(ContainerRecord.Of(container), "dev", out var fault));
        Assert.Contains(part, fault!, StringComparison.Ordinal);
    }

    [Fact]
    public void That_an_image_was_asked_for_is_remembered_for_its_revision_alone()
    {
        var container = FunctionContainer.Of(Function([], []), null);
        foreach (var (name, value) in FunctionContainer.PulledLabels(3))
            container.Labels[name] = value;
        var scaled = FunctionContainer.Of(Function([], []), ContainerRecord.Of(container));
        Assert.True(FunctionContainer.WasPulledFor(ContainerRecord.Of(scaled), 3));
        var updated = FunctionContainer.Of(Function([], []) with { Revision = 4 }, ContainerRecord.Of(container));
        Assert.False(FunctionContainer.WasPulledFor(ContainerRecord.Of(updated), 4));
    }

    [Fact]
    public void A_container_of_somebody_else_is_neither_function_nor_replica()
    {
        var record = ContainerRecord.Of(new Container { Id = "shout" });
        Assert.False(FunctionContainer.IsFunction(record) || FunctionContainer.IsReplica(record));
        Assert.Null(FunctionContainer.Replica(record));
    }

    private static StoredFunction Function(Dictionary<string, string> labels, Dictionary<string, string> annotations) => new()
    {
        Deployment = new FunctionDeployment { Service = "shout", Namespace = "dev", Image = "ghcr.io/x/shout:1", Labels = labels, Annotations = annotations },
        Replicas = 2,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Revision = 3,
    };
}
